//! What pandas says of its columns in the metadata of Arrow and Parquet files.

use serde_json::Value;

use super::data_type;
use crate::data::{Field, FieldKind, Native};

/// The key of the metadata.
pub const KEY: &str = "pandas";

/// The description, where columns that have another type now have it there too: pandas would turn them back.
pub fn corrected(text: &str, fields: &[Field]) -> String {
    let Ok(mut description) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    let mut changed = false;
    for field in fields {
        let (FieldKind::Number(kind), Native::Arrow(native)) = (&field.kind, &field.native) else { continue };
        let now = data_type(*kind);
        if *native.data_type() == now {
            continue;
        }
        let columns = description.get_mut("columns").and_then(Value::as_array_mut);
        for column in columns.into_iter().flatten().filter(|column| column["field_name"] == *field.name) {
            let name = now.to_string().to_lowercase();
            (column["pandas_type"], column["numpy_type"], column["metadata"]) =
                (name.as_str().into(), name.into(), Value::Null);
            changed = true;
        }
    }
    if changed { description.to_string() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::corrected;
    use crate::data::{Field, Kind, Native};

    #[test]
    fn a_column_that_became_numbers_is_said_to_be_numbers() {
        let text = r#"{"columns":[{"field_name":"n","metadata":null,"numpy_type":"Int64","pandas_type":"int64"},{"field_name":"m"}]}"#;
        let native = |kind| Native::Arrow(Arc::new(arrow_schema::Field::new("n", kind, true)));
        let field =
            Field { native: native(arrow_schema::DataType::Int64), ..Field::number("n", Kind::F64, true) };
        let now = corrected(text, &[field]);
        assert!(
            now.contains(r#""numpy_type":"float64","pandas_type":"float64""#) && !now.contains("nt64\""),
            "{now}"
        );
        let same =
            Field { native: native(arrow_schema::DataType::Float64), ..Field::number("n", Kind::F64, true) };
        assert_eq!(corrected(text, &[same]), text);
        assert_eq!(corrected("no JSON", &[]), "no JSON");
    }
}
