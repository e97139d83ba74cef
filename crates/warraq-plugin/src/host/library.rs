//! A loaded library: its name, its stages, and how they are made.

use super::error::LoadError;
use super::file::{ENTRY_1_0, EntryHead};
use super::layers::Layers;
use super::stage::{Definition, LoadedStage};
use super::{logs, pin};
use crate::abi::{
    WARRAQ_ABI_MAJOR, WARRAQ_ENTRY_SYMBOL, WARRAQ_OK, WarraqHost, WarraqPluginEntry, WarraqStage,
    WarraqStageTable, WarraqText,
};
use crate::isolated::{IsolationOptions, Launcher};
use crate::raw;
use std::cell::RefCell;
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warraq_core::{LayerName, Stage};

/// The environment variable that, if it is `isolated`, runs every library in a process of its own,
/// whatever its options say: a run that a library ended goes on so without a change of its
/// configuration.
pub const MODE_VARIABLE: &str = "WARRAQ_PLUGIN_MODE";

/// How a library is opened.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The SHA-256 that the file must have, in hexadecimal digits.
    pub sha256: Option<String>,
    /// How to run the library in a process of its own; none runs it in this one.
    pub isolation: Option<IsolationOptions>,
}

/// A library of stages. In this process it is loaded once, and stays until the process ends: code
/// that a library left behind (a thread, an exit handler) would otherwise run into nothing.
#[derive(Debug)]
pub struct PluginLibrary {
    path: PathBuf,
    name: String,
    version: String,
    abi: (u32, u32),
    stages: Stages,
}

#[derive(Debug)]
enum Stages {
    Here(Vec<Definition>),
    Isolated(Launcher, Vec<Layers>),
}

impl PluginLibrary {
    /// Loads the library at `path` into this process.
    ///
    /// The file is read first: what is no library, is for another machine, is no plugin or speaks
    /// another ABI is refused before any code of it runs.
    ///
    /// # Errors
    /// [`LoadError`], with what to do about it in [`LoadError::hint`].
    pub fn open(path: &Path) -> Result<Self, LoadError> {
        Self::open_with(path, &OpenOptions::default())
    }

    /// Opens the library at `path`, pinned or isolated.
    ///
    /// # Errors
    /// As [`PluginLibrary::open`], and [`LoadError::OtherHash`] for a file that is not the pinned
    /// one.
    pub fn open_with(path: &Path, options: &OpenOptions) -> Result<Self, LoadError> {
        let Inspected { path, head, bytes } = inspect(path, options.sha256.as_deref())?;
        let isolation = options.isolation.clone().or_else(isolation_by_environment);
        let library = match &isolation {
            Some(isolation) => {
                let launcher = Launcher::new(&path, &pin::hash(&bytes), isolation);
                Self::isolate(&path, head, launcher)
            }
            None if head.panic_aborts() => Err(LoadError::PanicAborts { path }),
            None => Self::load(&path, head),
        };
        library?.check_names()
    }

    /// Loads the library into a worker, where a panic may end the process: the file that the host
    /// looked at, and no other that has taken its place since.
    pub(crate) fn open_in_worker(path: &Path, sha256: &str) -> Result<Self, LoadError> {
        let Inspected { path, head, .. } = inspect(path, Some(sha256))?;
        Self::load(&path, head)
    }

    /// The name of the library.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the library.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major and minor version of the ABI that it was built against.
    #[must_use]
    pub fn abi(&self) -> (u32, u32) {
        self.abi
    }

    /// The file, from the root.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the library runs in a process of its own.
    #[must_use]
    pub fn is_isolated(&self) -> bool {
        matches!(self.stages, Stages::Isolated(..))
    }

    /// The names of the stages.
    pub fn stage_names(&self) -> impl Iterator<Item = &str> {
        self.layers().map(|stage| stage.name.as_str())
    }

    /// The layers that a stage requires without configuration; none for an unknown stage.
    #[must_use]
    pub fn requires(&self, stage: &str) -> &[LayerName] {
        self.find(stage).map_or(&[], |stage| &stage.requires)
    }

    /// The layers that a stage reads if they are there; none for an unknown stage.
    #[must_use]
    pub fn uses(&self, stage: &str) -> &[LayerName] {
        self.find(stage).map_or(&[], |stage| &stage.uses)
    }

    /// The layers that a stage adds without configuration; none for an unknown stage.
    #[must_use]
    pub fn provides(&self, stage: &str) -> &[LayerName] {
        self.find(stage).map_or(&[], |stage| &stage.provides)
    }

    /// Makes a stage; `config` is a JSON object with its options.
    ///
    /// # Errors
    /// [`LoadError::UnknownStage`], or [`LoadError::CreateFailed`] if the stage refuses its options.
    pub fn create(&self, stage: &str, config: &str) -> Result<Arc<dyn Stage>, LoadError> {
        if self.find(stage).is_none() {
            return Err(LoadError::UnknownStage {
                library: self.name.clone(),
                stage: stage.to_owned(),
                known: self.stage_names().map(str::to_owned).collect(),
            });
        }
        let made: Result<Arc<dyn Stage>, String> = match &self.stages {
            Stages::Here(_) => self
                .load_stage(stage, config)
                .map(|stage| Arc::new(stage) as _),
            Stages::Isolated(launcher, _) => launcher
                .create(stage, config)
                .map(|stage| Arc::new(stage) as _),
        };
        made.map_err(|reason| LoadError::CreateFailed {
            library: self.name.clone(),
            stage: stage.to_owned(),
            reason,
        })
    }

    /// A stage of a library that is loaded in this process.
    pub(crate) fn load_stage(&self, stage: &str, config: &str) -> Result<LoadedStage, String> {
        let Stages::Here(stages) = &self.stages else {
            return Err("it runs in a process of its own".to_owned());
        };
        let found = stages.iter().find(|known| known.layers.name == stage);
        LoadedStage::load(found.ok_or("there is no such stage")?, config)
    }

    /// What each stage is named, reads and adds.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Layers> {
        let (here, isolated): (&[_], &[_]) = match &self.stages {
            Stages::Here(stages) => (stages, &[]),
            Stages::Isolated(_, stages) => (&[], stages),
        };
        here.iter().map(|stage| &stage.layers).chain(isolated)
    }

    fn find(&self, stage: &str) -> Option<&Layers> {
        self.layers().find(|known| known.name == stage)
    }

    fn isolate(path: &Path, head: EntryHead, launcher: Launcher) -> Result<Self, LoadError> {
        let greeting = launcher.ask().map_err(|reason| LoadError::OpenFailed {
            library: path.display().to_string(),
            reason,
        })?;
        Ok(Self {
            path: path.into(),
            name: greeting.name,
            version: greeting.version,
            abi: (head.major, head.minor),
            stages: Stages::Isolated(launcher, greeting.stages),
        })
    }

    fn load(path: &Path, head: EntryHead) -> Result<Self, LoadError> {
        let entry = load_entry(path, &head)?;
        let malformed = |reason: &str| LoadError::Malformed {
            path: path.into(),
            reason: reason.into(),
        };
        // SAFETY: a library's entry lends texts, as the ABI asks of it.
        let name =
            unsafe { raw::text(entry.name) }.ok_or_else(|| malformed("its name is no text"))?;
        // SAFETY: as above.
        let version = unsafe { raw::text(entry.version) };
        let version = version.ok_or_else(|| malformed("its version is no text"))?;
        let open = entry.open.ok_or_else(|| malformed("it has no `open`"))?;
        let stages = stages_of(name, open).map_err(|reason| LoadError::OpenFailed {
            library: name.to_owned(),
            reason,
        })?;
        Ok(Self {
            path: path.into(),
            name: name.to_owned(),
            version: version.to_owned(),
            abi: (head.major, head.minor),
            stages: Stages::Here(stages),
        })
    }

    /// Refuses a library in which two stages have one name.
    fn check_names(self) -> Result<Self, LoadError> {
        let mut names: Vec<_> = self.stage_names().collect();
        names.sort_unstable();
        let twice = names.windows(2).find_map(|pair| match pair {
            [first, second] if first == second => Some((*first).to_owned()),
            _ => None,
        });
        match twice {
            Some(stage) => Err(LoadError::DuplicateStage {
                library: self.name,
                stage,
            }),
            None => Ok(self),
        }
    }
}

fn isolation_by_environment() -> Option<IsolationOptions> {
    let mode = std::env::var_os(MODE_VARIABLE)?;
    (mode == "isolated").then(IsolationOptions::default)
}

/// The ABI of a library by its file, or why it would be refused; no code of it runs.
pub(crate) fn inspect_file(
    path: &Path,
    pinned: Option<&str>,
    is_isolated: bool,
) -> Result<(u32, u32), LoadError> {
    let Inspected { path, head, .. } = inspect(path, pinned)?;
    if head.panic_aborts() && !is_isolated {
        return Err(LoadError::PanicAborts { path });
    }
    Ok((head.major, head.minor))
}

/// A library's file: its path from the root, what it says of itself, and all of it.
struct Inspected {
    path: PathBuf,
    head: EntryHead,
    bytes: Vec<u8>,
}

fn inspect(path: &Path, pinned: Option<&str>) -> Result<Inspected, LoadError> {
    let unreadable = |source| LoadError::Unreadable {
        path: path.into(),
        source,
    };
    // A path without a slash would be searched in the system's folders instead of here.
    let path = path.canonicalize().map_err(unreadable)?;
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    if let Some(pinned) = pinned {
        pin::check(&path, &bytes, pinned)?;
    }
    let head = EntryHead::read(&path, &bytes)?;
    head.check_version(&path)?;
    Ok(Inspected { path, head, bytes })
}

/// Calls `work` with a host that keeps what the library says before it fails.
pub(crate) fn with_host(work: impl FnOnce(&WarraqHost) -> u32) -> Result<(), String> {
    let said: RefCell<Option<String>> = RefCell::new(None);
    let host = WarraqHost {
        struct_size: size_of::<WarraqHost>(),
        context: (&raw const said).cast_mut().cast(),
        fail,
        log: logs::log,
        log_level: logs::log_level,
    };
    let status = work(&host);
    if status == WARRAQ_OK {
        return Ok(());
    }
    Err(said
        .take()
        .unwrap_or_else(|| "it does not say why".to_owned()))
}

unsafe extern "C" fn fail(context: *mut c_void, message: WarraqText) {
    // SAFETY: the library passes the context of the host it was given, during the call.
    let said = unsafe { &*context.cast::<RefCell<Option<String>>>() };
    // SAFETY: the library lends a text, as the ABI asks of it.
    let bytes = unsafe { raw::slice(message.bytes, message.length) };
    said.replace(Some(String::from_utf8_lossy(bytes).into_owned()));
}

/// Loads the file for good, and finds its entry.
fn load_entry(path: &Path, head: &EntryHead) -> Result<WarraqPluginEntry, LoadError> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    let refused = |error: libloading::Error| LoadError::SystemRefuses {
        path: path.into(),
        reason: with_sources(&error),
    };
    // SAFETY: initializers of the library run now. Whoever asked for the library asked for that.
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map_err(refused)?;
    let library = ManuallyDrop::new(library);
    // SAFETY: the head that was read from the file says that an entry stands there.
    let symbol = unsafe { library.get::<*const WarraqPluginEntry>(WARRAQ_ENTRY_SYMBOL) };
    let entry = symbol
        .map_err(refused)?
        .into_raw()
        .cast::<WarraqPluginEntry>();
    // SAFETY: as above, and the entry is as large as the head says.
    let entry = unsafe { raw::grown(entry, head.struct_size as usize, ENTRY_1_0) };
    // What is too small was refused with the head.
    entry.map_err(|size| LoadError::Malformed {
        path: path.into(),
        reason: format!("its entry has {size} bytes only"),
    })
}

/// The message with those of its sources: that is where the system says what is wrong.
fn with_sources(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |source| source.source());
    sources.fold(error.to_string(), |message, source| {
        format!("{message}: {source}")
    })
}

/// What a library's `open` does.
type Open = unsafe extern "C" fn(*const WarraqHost, *mut WarraqStageTable) -> u32;

/// The stages that the library `name` opens.
pub(super) fn stages_of(name: &str, open: Open) -> Result<Vec<Definition>, String> {
    let mut table = WarraqStageTable {
        struct_size: size_of::<WarraqStageTable>(),
        stages: std::ptr::null(),
        stage_count: 0,
    };
    // SAFETY: the function is the library's; host and table live during the call.
    with_host(|host| unsafe { open(host, &raw mut table) })?;
    if table.stage_count == 0 {
        return Err("it has none".to_owned());
    }
    if !raw::is_array(table.stages, table.stage_count) {
        return Err("their list has a bad pointer".to_owned());
    }
    // SAFETY: the ABI asks the library for a table that lives as long as the process.
    let stages: &'static [*const WarraqStage] =
        unsafe { raw::slice(table.stages, table.stage_count) };
    // SAFETY: as above, for the stages in it.
    stages
        .iter()
        .map(|stage| unsafe { Definition::read(name, *stage) })
        .collect()
}

const _: () = assert!(
    WARRAQ_ABI_MAJOR == 1,
    "a new major version needs a new entry symbol"
);
