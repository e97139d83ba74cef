//! The stage `transliterate` as a library that is loaded at run time.

warraq_plugin::export_stages!(warraq_transliterate::TransliterateStage);
