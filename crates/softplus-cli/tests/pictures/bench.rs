//! `softplus bench`.

use serde_json::Value;

use super::{fails, folder, printed};

#[test]
fn the_report_for_programs() {
    let text = printed(folder().path(), &["bench", "--quick", "--format", "json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["elements"], 100_000);
    assert!(report["disturbed"].is_boolean() && !report["machine"].as_str().expect("a name").is_empty());
    let levels = report["levels"].as_array().expect("levels");
    assert_eq!(levels[0], "scalar");
    let results = report["results"].as_array().expect("results");
    for result in results {
        let time = result["ns_per_element"].as_f64().expect("a number");
        assert!(time > 0.0 && time < 1e5 && result["spread"].as_f64().expect("a number") >= 0.0, "{result}");
    }
    let count = |function: &str, dtype: &str| {
        let is = |result: &&Value| result["function"] == function && result["dtype"] == dtype;
        results.iter().filter(is).count()
    };
    let threads = report["threads"].as_u64().expect("a count");
    for dtype in ["f16", "bf16", "f32", "f64"] {
        // At every level on one thread, and on all.
        assert_eq!(count("softplus", dtype), levels.len() + usize::from(threads > 1), "{dtype}");
        assert_eq!((count("copy", dtype), count("mish", dtype), count("logaddexp", dtype)), (1, 1, 1));
    }
    assert_eq!((count("naive", "f32"), count("naive", "f64")), (1, 1));
}

#[test]
fn the_report_for_people() {
    let text = printed(folder().path(), &["bench", "--quick"]);
    for part in
        ["levels: scalar", "SOFTPLUS_LEVEL", "ns per element", "memory copy", "softplus_inverse", "█", "±"]
    {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert!(text.contains("The machine is disturbed: ") || text.contains("the machine was quiet"), "{text}");
    fails(&["bench", "--format", "xml"], 2, "xml");
}
