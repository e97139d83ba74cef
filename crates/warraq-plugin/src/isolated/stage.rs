//! A stage in workers: one for each thread that needs one, started anew when it is gone.

use super::frame::{BadFrame, Buffer, HEAD, Reader, Writer};
use super::process::{Process, Silence};
use super::{IsolationOptions, document, output};
use crate::host::{Body, Declared, Layers, Pool, emit};
use std::path::{Path, PathBuf};
use std::time::Instant;
use warraq_core::{DocumentView, LayerName, LimitExceeded, Output, StageError};

/// Starts workers for one library.
#[derive(Clone, Debug)]
pub(crate) struct Launcher {
    library: PathBuf,
    /// The file's SHA-256: a worker that is started later loads the same file or none.
    sha256: String,
    options: IsolationOptions,
}

/// What a worker says of its library when it starts.
#[derive(Debug)]
pub(crate) struct Greeting {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) stages: Vec<Layers>,
}

impl Launcher {
    pub(crate) fn new(library: &Path, sha256: &str, options: &IsolationOptions) -> Self {
        Self {
            library: library.into(),
            sha256: sha256.to_owned(),
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
        let workers = Workers {
            launcher: self.clone(),
            config: config.to_owned(),
            idle: Pool::default(),
        };
        workers.idle.put(worker);
        Ok(IsolatedStage::new(layers, workers))
    }

    fn launch(&self, stage: Option<(&str, &str)>) -> Result<(Worker, Greeting), String> {
        let process = Process::start(&self.options);
        let process = process.map_err(|error| format!("no worker can be started: {error}"))?;
        let mut worker = Worker {
            process,
            question: Writer::default(),
            answer: Buffer::default(),
            is_fresh: true,
        };
        let mut hello = Writer::default();
        let library = self.library.to_str().ok_or("its path is no text")?;
        let (stage, config) = stage.unwrap_or_default();
        for text in [library, &self.sha256, stage, config] {
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
pub(crate) type IsolatedStage = Declared<Workers>;

/// The workers of a stage, one for each thread that needs one.
pub(crate) struct Workers {
    launcher: Launcher,
    config: String,
    idle: Pool<Worker>,
}

#[derive(Debug)]
pub(crate) struct Worker {
    process: Process,
    /// The room for what it is sent, and for what it answers.
    question: Writer,
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

impl Body for Workers {
    fn process(
        &self,
        declared: &Layers,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let mut worker = self.take(declared)?;
        let mut frame = std::mem::take(&mut worker.question);
        frame.clear();
        document::write(document, declared, &mut frame)?;
        loop {
            let was_fresh = std::mem::replace(&mut worker.is_fresh, false);
            match worker.exchange(&mut frame, self.tick(document)) {
                Ok(answer) => {
                    let counts = (document.labels().len(), document.attributes().len());
                    let outcome = take_answer(answer, counts, output);
                    // A worker that makes no sense may have been overwritten by its library.
                    if outcome != Err(BadFrame.into()) {
                        worker.question = frame;
                        self.idle.put(worker);
                    }
                    return outcome;
                }
                Err(Silence::Cut(limit)) => return Err(limit.into()),
                // A worker that has seen other documents may die of what they left behind: whether
                // this one is at fault must not depend on its neighbours.
                Err(Silence::Gone(_)) if !was_fresh => worker = self.take(declared)?,
                Err(Silence::Gone(said)) => {
                    return Err(StageError::Failed(format!("its worker is gone: {said}")));
                }
            }
        }
    }
}

impl Workers {
    fn take(&self, declared: &Layers) -> Result<Worker, StageError> {
        if let Some(worker) = self.idle.take() {
            return Ok(worker);
        }
        let launched = self.launcher.launch(Some((&declared.name, &self.config)));
        launched
            .map(|(worker, _)| worker)
            .map_err(StageError::Failed)
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
    Ok(Layers::new(&name, [names()?, names()?, names()?]))
}
