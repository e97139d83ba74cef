//! Both sides of the boundary in one program, without a library between them: the tests of what a
//! library says wrongly, and what Miri can watch.
//!
//! `plugins/miri` looks for pointers that are used when they may not be.

use super::layers::Layers;
use super::library::stages_of;
use super::stage::{Definition, LoadedStage};
use crate::abi::{WarraqDescription, WarraqHost, WarraqStage, WarraqStageTable, WarraqText};
use crate::testing::{document, lines, run};
use crate::{
    AttributeTable, BadLayerName, DocumentView, Layer, LayerName, Output, PluginStage, Span, Stage,
    StageError, StageExport, StringTable, open_library,
};
use std::sync::Mutex;

/// Repeats the entities, and keeps copies of all that it may copy of a document.
struct Keeping {
    layer: LayerName,
    kept: Mutex<Vec<(StringTable, AttributeTable, Layer)>>,
}

impl Stage for Keeping {
    fn name(&self) -> &str {
        "keeping"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES, LayerName::ENTITIES]
    }

    fn provides(&self) -> &[LayerName] {
        std::slice::from_ref(&self.layer)
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let entities = document.entities()?;
        if entities.is_empty() {
            return Err(StageError::failed("there is no name"));
        }
        output.set_parent(&self.layer, &LayerName::ENTITIES)?;
        for (index, entity) in (0..).zip(entities.iter()) {
            document.checkpoint()?;
            let label = output.label(entity.label())?;
            let before = self.described_last();
            let row = [
                ("name", entity.text().into()),
                ("before", before.as_str().into()),
            ];
            let row = output.attributes(&row)?;
            let span = Span::new(entity.span().start, entity.span().end).with_parent(index);
            output.push(&self.layer, span.with_label(label).with_attributes(row))?;
        }
        let tables = (document.labels().clone(), document.attributes().clone());
        let mut kept = self.kept.lock().expect("nothing panics");
        kept.push((tables.0, tables.1, entities.layer().clone()));
        Ok(())
    }
}

impl Keeping {
    /// What was copied of the last document, which is gone.
    fn described_last(&self) -> String {
        let kept = self.kept.lock().expect("nothing panics");
        let described = kept.last().map(|(labels, rows, layer)| {
            let labels: Vec<_> = labels.iter().collect();
            let row = layer.spans().first().map_or(0, |span| span.attributes);
            let name = rows.row(row).next();
            format!("{} {} {name:?}", layer.stage(), labels.join(","))
        });
        described.unwrap_or_default()
    }
}

impl PluginStage for Keeping {
    type Options = Options;
    type Error = BadLayerName;

    fn from_options(_: Options) -> Result<Self, BadLayerName> {
        let (layer, kept) = (LayerName::new("keeping")?, Mutex::default());
        Ok(Self { layer, kept })
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {}

unsafe extern "C" fn open(host: *const WarraqHost, table: *mut WarraqStageTable) -> u32 {
    // SAFETY: the host passes what the ABI says.
    unsafe { open_library(&[StageExport::of::<Keeping>()], host, table) }
}

fn keeping() -> Definition {
    let stages = stages_of("test", open).expect("it opens");
    // The test's own panics are to be printed.
    drop(std::panic::take_hook());
    stages.into_iter().next().expect("it has a stage")
}

#[test]
fn a_stage_gives_what_it_gives_and_may_keep_copies_of_what_it_saw() {
    let definition = keeping();
    assert_eq!(definition.layers.name, "keeping");
    let stage = LoadedStage::load(&definition, "{}").expect("it takes no options");
    assert!(LoadedStage::load(&definition, r#"{"x": 1}"#).is_err());
    let layer = LayerName::new("keeping").expect("it is a name");
    let first = "وصل [PER سامي كريم] إلى [LOC صنعاء].";
    for (text, expected) in [
        (
            first,
            &[
                "PER [سامي كريم] name=سامي كريم before=",
                "LOC [صنعاء] name=صنعاء before=",
            ][..],
        ),
        (
            "غادر [PER منى].",
            &[
                "PER [منى] name=منى before=testing paragraph,word,punctuation,PER,LOC \
                    Some((\"canonical\", Text(\"سامي كريم\")))",
            ],
        ),
    ] {
        let mut document = document(text).expect("it is well-formed");
        run(&stage, &mut document).expect("it has names");
        assert_eq!(lines(&document, &layer), expected);
    }
    let failed = run(&stage, &mut document("نص.").expect("it is well-formed"));
    assert_eq!(failed, Err(StageError::failed("there is no name")));
}

#[test]
fn threads_have_values_of_their_own() {
    let stage = LoadedStage::load(&keeping(), "{}").expect("it takes no options");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..2 {
                    let mut document = document("[PER منى] هنا.").expect("it is well-formed");
                    run(&stage, &mut document).expect("it has a name");
                }
            });
        }
    });
}

/// Changes a good stage and its description, and returns why what came out is refused.
fn refusal(change: impl FnOnce(&mut WarraqStage, &mut WarraqDescription)) -> Option<String> {
    let provides = [WarraqText::lend("found")];
    let mut description = WarraqDescription {
        struct_size: size_of::<WarraqDescription>(),
        name: WarraqText::lend("good"),
        requires: std::ptr::null(),
        requires_count: 0,
        uses: std::ptr::null(),
        uses_count: 0,
        provides: provides.as_ptr(),
        provides_count: 1,
    };
    unsafe extern "C" fn create(
        _: WarraqText,
        _: *const WarraqHost,
        _: *mut *mut std::ffi::c_void,
    ) -> u32 {
        0
    }
    unsafe extern "C" fn process(
        _: *mut std::ffi::c_void,
        _: *const crate::abi::WarraqDocument,
        _: *const crate::abi::WarraqSink,
    ) -> u32 {
        0
    }
    unsafe extern "C" fn destroy(_: *mut std::ffi::c_void) {}
    let mut stage = WarraqStage {
        struct_size: size_of::<WarraqStage>(),
        description: std::ptr::null(),
        create: Some(create),
        fork: None,
        describe: None,
        process: Some(process),
        destroy: Some(destroy),
    };
    change(&mut stage, &mut description);
    let is_described = stage.description.is_null();
    stage.description = if is_described {
        &raw const description
    } else {
        std::ptr::null()
    };
    // SAFETY: both live, and are as long as they say or are refused for it.
    unsafe { Definition::read("test", &raw const stage) }.err()
}

#[test]
fn what_a_library_says_wrongly_is_refused_with_its_reason() {
    assert_eq!(refusal(|_, _| {}), None);
    let odd = WarraqText {
        bytes: [0xFF_u8].as_ptr(),
        length: 1,
    };
    let odd_names = [odd];
    let upper = [WarraqText::lend("Upper")];
    type Change<'a> = Box<dyn FnOnce(&mut WarraqStage, &mut WarraqDescription) + 'a>;
    let cases: [(Change<'_>, &str); 12] = [
        (
            Box::new(|stage, _| stage.struct_size = 8),
            "a stage has 8 bytes only",
        ),
        (
            Box::new(|stage, _| stage.create = None),
            "the stage `good` has no `create`",
        ),
        (
            Box::new(|stage, _| stage.process = None),
            "the stage `good` has no `process`",
        ),
        (
            Box::new(|stage, _| stage.destroy = None),
            "the stage `good` has no `destroy`",
        ),
        (
            Box::new(|stage, _| stage.description = std::ptr::dangling()),
            "a stage has no description",
        ),
        (
            Box::new(|_, said| said.struct_size = 16),
            "a description has 16 bytes only",
        ),
        (Box::new(|_, said| said.name = odd), "a stage has no name"),
        (
            Box::new(|_, said| said.name = WarraqText::ABSENT),
            "a stage has no name",
        ),
        (
            Box::new(|_, said| said.provides = std::ptr::null()),
            "a list of 1 layers has a bad pointer",
        ),
        (
            Box::new(|_, said| said.provides_count = usize::MAX),
            "a list of 18446744073709551615 layers has a bad pointer",
        ),
        (
            Box::new(|_, said| said.provides = odd_names.as_ptr()),
            "the name of a layer is no text",
        ),
        (
            Box::new(|_, said| said.provides = upper.as_ptr()),
            "`Upper` is no layer name",
        ),
    ];
    for (change, expected) in cases {
        let found = refusal(change).unwrap_or_default();
        assert!(found.starts_with(expected), "{expected}: {found}");
    }
    // SAFETY: null is allowed.
    assert!(unsafe { Layers::read(std::ptr::null()) }.is_err());
    // SAFETY: as above.
    assert!(unsafe { Definition::read("test", std::ptr::null()) }.is_err());
}
