//! Configurations: one that is read is written and read back as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq_runner::{ByteSize, Configuration, ErrorBudget, TimeLimit};

fuzz_target!(|text: &str| {
    // Amounts are written back as they were read.
    if let Ok(size) = text.parse::<ByteSize>() {
        assert_eq!(size.to_string().parse(), Ok(size));
    }
    if let Ok(budget) = text.parse::<ErrorBudget>() {
        assert_eq!(budget.to_string().parse(), Ok(budget));
    }
    let _ = text.parse::<TimeLimit>().map(|limit| limit.to_string());
    match Configuration::from_toml(text) {
        Ok(mut configuration) => {
            // A manifest has the configuration as JSON, which has no number that is none.
            let json = serde_json_of(&configuration);
            let again: Configuration = serde_json_to(&json);
            // These change no byte of a record, and are not written.
            let run = &mut configuration.run;
            (run.threads, run.max_memory, run.max_errors) = (None, None, None);
            assert_eq!(serde_json_of(&again), serde_json_of(&configuration));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

fn serde_json_of(configuration: &Configuration) -> String {
    serde_json::to_string(configuration).expect("a configuration is JSON")
}

fn serde_json_to(json: &str) -> Configuration {
    serde_json::from_str(json).expect("a configuration that was written is read")
}
