//! A stage of one's own: marks the sentences that ask something.

use std::error::Error;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};
use warraq_runner::{Annotator, Configuration};

struct Questions {
    provides: [LayerName; 1],
}

impl Stage for Questions {
    fn name(&self) -> &str {
        "questions"
    }
    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES]
    }
    fn provides(&self) -> &[LayerName] {
        &self.provides
    }
    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        for sentence in document.sentences()?.iter() {
            if sentence.text().ends_with(['؟', '?']) {
                let Span { start, end, .. } = *sentence.span();
                output.push(&self.provides[0], Span::new(start, end))?;
            }
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let questions = Questions {
        provides: [LayerName::new("questions")?],
    };
    let annotator = Annotator::new(&Configuration::default())?.with_stage(questions)?;
    let document = annotator.annotate("ارتفعت الأسعار مجددا. من يدفع الثمن؟ لا أحد يعرف.")?;
    println!("{}", String::from_utf8(annotator.record(&document).json)?);
    Ok(())
}
