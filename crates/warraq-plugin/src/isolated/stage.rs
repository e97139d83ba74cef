//! An isolated stage as the core's [`Stage`]: a pool of workers, one for each thread that needs one.

use super::frame::{BadFrame, Buffer, HEAD, Reader, Writer};
use super::process::{Process, Silence};
use super::{IsolationOptions, document, output};
use crate::host::{Layers, emit};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use warraq_core::{DocumentView, LayerName, LimitExceeded, Output, Stage, StageError};

/// Starts workers for one library.
#[derive(Clone, Debug)]
pub(crate) struct Launcher {
    pub(crate) library: PathBuf,
    pub(crate) options: IsolationOptions,
}

/// What a worker says of its library when it starts.
#[derive(Debug)]
pub(crate) struct Greeting {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) stages: Vec<Layers>,
}

impl Launcher {
    pub(crate) fn new(library: &Path, options: &IsolationOptions) -> Self {
        Self {
            library: library.into(),
            options: options.clone(),
        }
    }

    /// What the library has, as a worker that is started for the question says.
    pub(crate) fn ask(&self) -> Result<Greeting, String> {
        self.launch(None).map(|(_, greeting)| greeting)
    }

    /// A stage of the library.
    pub(crate) fn create(&self, stage: &str, config: &str) -> Result<IsolatedStage, String> {
        let (worker, greeting) = self.launch(Some((stage, config)))?;
        let layers = greeting
            .stages
            .into_iter()
            .next()
            .ok_or("its worker made no stage")?;
        let wanted = layers
            .requires
            .iter()
            .chain(&layers.uses)
            .copied()
            .collect();
        Ok(IsolatedStage {
            launcher: self.clone(),
            layers,
            wanted,
            config: config.to_owned(),
            idle: Mutex::new(vec![worker]),
        })
    }

    fn launch(&self, stage: Option<(&str, &str)>) -> Result<(Worker, Greeting), String> {
        let process = Process::start(&self.options);
        let process = process.map_err(|error| format!("no worker can be started: {error}"))?;
        let mut worker = Worker {
            process,
            answer: Buffer::default(),
            is_fresh: true,
        };
        let mut hello = Writer::default();
        let library = self.library.to_str().ok_or("its path is no text")?;
        let (stage, config) = stage.unwrap_or_default();
        for text in [library, stage, config] {
            hello.text(text);
        }
        hello.number(self.options.memory_limit);
        hello.number(self.options.time_limit.as_secs().saturating_add(1));
        hello.number(u64::from(crate::host::log_level_now()));
        let start = Instant::now();
        let limit = self.options.time_limit;
        let tick = || {
            if start.elapsed() < limit {
                Ok(())
            } else {
                Err(())
            }
        };
        let mut reader = worker
            .exchange(&mut hello, tick)
            .map_err(|silence| match silence {
                Silence::Cut(()) => "its worker takes too long to start".to_owned(),
                Silence::Gone(said) => format!("its worker does not start: {said}"),
            })?;
        let greeting = greeting(&mut reader).map_err(|BadFrame| "its worker makes no sense")??;
        Ok((worker, greeting))
    }
}

/// A stage that runs in workers.
pub(crate) struct IsolatedStage {
    launcher: Launcher,
    layers: Layers,
    wanted: Vec<LayerName>,
    config: String,
    idle: Mutex<Vec<Worker>>,
}

#[derive(Debug)]
struct Worker {
    process: Process,
    answer: Buffer,
    is_fresh: bool,
}

impl Worker {
    fn exchange<E>(
        &mut self,
        frame: &mut Writer,
        tick: impl FnMut() -> Result<(), E>,
    ) -> Result<Reader<'_>, Silence<E>> {
        let length = self.process.exchange(frame, &mut self.answer, tick)?;
        Ok(Reader::new(
            self.answer.bytes().get(HEAD..length).unwrap_or_default(),
        ))
    }
}

impl Stage for IsolatedStage {
    fn name(&self) -> &str {
        &self.layers.name
    }

    fn requires(&self) -> &[LayerName] {
        &self.layers.requires
    }

    fn uses(&self) -> &[LayerName] {
        &self.layers.uses
    }

    fn provides(&self) -> &[LayerName] {
        &self.layers.provides
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let mut frame = Writer::default();
        document::write(document, &self.wanted, &mut frame)?;
        loop {
            let mut worker = self.take()?;
            let was_fresh = std::mem::replace(&mut worker.is_fresh, false);
            let tick = self.tick(document);
            match worker.exchange(&mut frame, tick) {
                Ok(answer) => {
                    let counts = (document.labels().len(), document.attributes().len());
                    let outcome = take_answer(answer, counts, output);
                    // A worker that makes no sense may have been overwritten by its library.
                    if outcome != Err(BadFrame.into()) {
                        self.idle().push(worker);
                    }
                    return outcome;
                }
                Err(Silence::Cut(limit)) => return Err(limit.into()),
                // A worker that has seen other documents may die of what they left behind: whether
                // this one is at fault must not depend on its neighbours.
                Err(Silence::Gone(_)) if !was_fresh => {}
                Err(Silence::Gone(said)) => {
                    return Err(StageError::Failed(format!("its worker is gone: {said}")));
                }
            }
        }
    }
}

impl IsolatedStage {
    fn take(&self) -> Result<Worker, StageError> {
        if let Some(worker) = self.idle().pop() {
            return Ok(worker);
        }
        let launched = self
            .launcher
            .launch(Some((&self.layers.name, &self.config)));
        launched
            .map(|(worker, _)| worker)
            .map_err(StageError::Failed)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the run and the clock whether to wait on.
    fn tick(&self, document: &DocumentView<'_>) -> impl FnMut() -> Result<(), LimitExceeded> {
        let (start, limit) = (Instant::now(), self.launcher.options.time_limit);
        move || {
            document.checkpoint()?;
            if start.elapsed() < limit {
                Ok(())
            } else {
                Err(LimitExceeded::Time)
            }
        }
    }
}

fn take_answer(
    mut answer: Reader<'_>,
    counts: (usize, usize),
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    let messages = answer.number()?;
    for _ in 0..messages {
        let level = u32::try_from(answer.number()?).unwrap_or(0);
        let origin = answer.text()?;
        emit(level, origin, answer.text()?);
    }
    if answer.number()? != 0 {
        return Err(StageError::failed(answer.text()?));
    }
    output::replay(answer, counts, output)
}

fn greeting(reader: &mut Reader<'_>) -> Result<Result<Greeting, String>, BadFrame> {
    if reader.number()? != 0 {
        return Ok(Err(reader.text()?.to_owned()));
    }
    let (name, version) = (reader.text()?.to_owned(), reader.text()?.to_owned());
    let stages = (0..reader.number()?).map(|_| layers(reader));
    let stages = stages.collect::<Result<_, _>>()?;
    Ok(Ok(Greeting {
        name,
        version,
        stages,
    }))
}

fn layers(reader: &mut Reader<'_>) -> Result<Layers, BadFrame> {
    let name = reader.text()?.to_owned();
    let mut names = || {
        let names =
            (0..reader.number()?).map(|_| LayerName::new(reader.text()?).map_err(|_| BadFrame));
        names.collect::<Result<Vec<_>, BadFrame>>()
    };
    Ok(Layers {
        name,
        requires: names()?,
        uses: names()?,
        provides: names()?,
    })
}
