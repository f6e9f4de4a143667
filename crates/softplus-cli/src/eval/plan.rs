//! Which columns are evaluated, and what the results are called.

use std::collections::HashSet;

use anyhow::{Result, bail};

use super::function::Evaluator;
use crate::{
    cli::{Dtype, EvalArgs, Usage},
    data::{Field, FieldKind, Kind, Native, Schema},
};

/// What is asked of a table.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The function.
    pub evaluator: &'a Evaluator,
    /// Columns by name; none: all of floating-point numbers.
    pub columns: &'a [String],
    /// The results' names.
    pub names: &'a [String],
    /// Whether results take their columns' places.
    pub replace: bool,
    /// Whether nothing but results is written.
    pub only: bool,
    /// The type of numbers that are text.
    pub text: Dtype,
    /// Whether columns of text that are evaluated become numbers in the output too.
    pub typed: bool,
}

impl<'a> Request<'a> {
    /// Of the command line.
    pub fn new(args: &'a EvalArgs, evaluator: &'a Evaluator) -> Self {
        Self {
            evaluator,
            columns: &args.column,
            names: &args.names,
            replace: args.replace,
            only: args.only,
            text: args.dtype.unwrap_or(Dtype::F64),
            typed: false,
        }
    }
}

/// What is done with a table.
#[derive(Debug)]
pub struct Plan {
    /// The table that comes in.
    pub input: Schema,
    /// The table that goes out.
    pub output: Schema,
    /// Where each of its columns comes from.
    pub slots: Vec<Slot>,
    /// The results.
    pub results: Vec<Computed>,
}

/// Where a column of the output comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The input's column.
    Kept(usize),
    /// The same, as numbers.
    Parsed(usize),
    /// A result.
    Computed(usize),
}

/// A result.
#[derive(Debug)]
pub struct Computed {
    /// The columns of its arguments.
    pub arguments: Vec<usize>,
    /// The type that it is evaluated in.
    pub dtype: Dtype,
    /// The column of the results.
    pub field: Field,
}

impl Plan {
    /// For a table with these columns.
    ///
    /// # Errors
    /// If the columns that are asked for are not there, or are no numbers.
    pub fn new(input: Schema, request: &Request) -> Result<Self> {
        let groups = arguments(&input, request)?;
        if !request.names.is_empty() && request.names.len() != groups.len() {
            let (names, results) = (request.names.len(), groups.len());
            bail!(Usage(format!("--as is given {names} times, and there are {results} results")));
        }
        let mut results = Vec::new();
        for (index, arguments) in groups.into_iter().enumerate() {
            results.push(computed(&input, arguments, request, request.names.get(index))?);
        }
        let slots = slots(&input, &results, request);
        let fields: Vec<Field> =
            slots.iter().map(|slot| field(&input, &results, request.text, *slot)).collect();
        let mut names = HashSet::new();
        // The input's own may be there twice.
        for (slot, field) in slots.iter().zip(&fields) {
            if !names.insert(&field.name) && matches!(slot, Slot::Computed(_)) {
                bail!(
                    "there is a column {:?} already; name the result with --as, or use --replace",
                    field.name
                );
            }
        }
        let output = Schema { fields, origin: input.origin.clone() };
        Ok(Self { input, output, slots, results })
    }

    /// An error if the function's constants are none of a type that results have.
    pub fn check(&self, evaluator: &Evaluator) -> Result<()> {
        self.results.iter().try_for_each(|result| evaluator.check(result.dtype))
    }

    /// One result, of a table that holds only its arguments.
    pub fn alone(&self, index: usize) -> Self {
        let result = &self.results[index];
        let schema = |fields| Schema { fields, origin: self.input.origin.clone() };
        let arguments = result.arguments.iter().map(|&column| self.input.fields[column].clone());
        let field = result.field.clone();
        Self {
            input: schema(arguments.collect()),
            output: schema(vec![field.clone()]),
            slots: vec![Slot::Computed(0)],
            results: vec![Computed { arguments: (0..result.arguments.len()).collect(), field, ..*result }],
        }
    }

    /// The results' names, for a message.
    pub fn result_names(&self) -> String {
        let names: Vec<&str> = self.results.iter().map(|result| result.field.name.as_str()).collect();
        names.join(", ")
    }
}

fn slots(input: &Schema, results: &[Computed], request: &Request) -> Vec<Slot> {
    let computed = (0..results.len()).map(Slot::Computed);
    if request.only {
        return computed.collect();
    }
    let kept = (0..input.fields.len()).map(|index| {
        let uses = |result: &Computed| result.arguments.contains(&index);
        let text = matches!(input.fields[index].kind, FieldKind::Text { .. });
        if request.typed && text && results.iter().any(uses) {
            Slot::Parsed(index)
        } else {
            Slot::Kept(index)
        }
    });
    if !request.replace {
        return kept.chain(computed).collect();
    }
    let replaced = |slot: Slot| match slot {
        Slot::Kept(index) | Slot::Parsed(index) => {
            results.iter().position(|result| result.arguments[0] == index).map_or(slot, Slot::Computed)
        }
        Slot::Computed(_) => slot,
    };
    kept.map(replaced).collect()
}

fn field(input: &Schema, results: &[Computed], text: Dtype, slot: Slot) -> Field {
    match slot {
        Slot::Kept(index) => input.fields[index].clone(),
        Slot::Parsed(index) => {
            let name = input.fields[index].name.clone();
            Field { native: Native::None, ..Field::number(name, text.into(), true) }
        }
        Slot::Computed(index) => results[index].field.clone(),
    }
}

/// The columns of each result's arguments.
fn arguments(schema: &Schema, request: &Request) -> Result<Vec<Vec<usize>>> {
    let arity = request.evaluator.arity();
    if request.columns.is_empty() {
        let floats = (0..schema.fields.len()).filter(|&index| schema.fields[index].is_float());
        let found: Vec<Vec<usize>> = floats.map(|index| vec![index]).collect();
        if arity > 1 {
            let example = request.evaluator.arguments().join(",");
            bail!(Usage(format!(
                "{} has {arity} arguments: name their columns, as in --column {example}; there are {}",
                request.evaluator.name(),
                schema.names()
            )));
        }
        if found.is_empty() {
            bail!("it has no column of floating-point numbers; name one with --column: {}", schema.names());
        }
        return Ok(found);
    }
    let mut named = Vec::new();
    for text in request.columns {
        if schema.fields.iter().any(|field| field.name == *text) {
            named.push(find(schema, text)?);
        } else {
            for name in text.split(',') {
                named.push(find(schema, name)?);
            }
        }
    }
    if named.len() % arity != 0 {
        bail!(Usage(format!(
            "{} has {arity} arguments, and --column names {} columns",
            request.evaluator.name(),
            named.len()
        )));
    }
    let groups: Vec<Vec<usize>> = named.chunks(arity).map(<[usize]>::to_vec).collect();
    if let Some(twice) = (1..groups.len()).find(|&n| groups[..n].contains(&groups[n])) {
        let names: Vec<&str> =
            groups[twice].iter().map(|&index| schema.fields[index].name.as_str()).collect();
        bail!(Usage(format!("--column names {} twice", names.join(","))));
    }
    if request.replace
        && let Some(twice) = (1..groups.len()).find(|&n| groups[..n].iter().any(|g| g[0] == groups[n][0]))
    {
        let name = &schema.fields[groups[twice][0]].name;
        bail!(Usage(format!("column {name:?} would be replaced twice")));
    }
    Ok(groups)
}

fn find(schema: &Schema, name: &str) -> Result<usize> {
    let mut found = (0..schema.fields.len()).filter(|&index| schema.fields[index].name == name);
    match (found.next(), found.next()) {
        (Some(index), None) => Ok(index),
        (Some(_), Some(_)) => bail!("there are several columns {name:?}"),
        (None, _) => bail!("there is no column {name:?}; there are {}", schema.names()),
    }
}

fn computed(
    schema: &Schema,
    arguments: Vec<usize>,
    request: &Request,
    name: Option<&String>,
) -> Result<Computed> {
    let mut dtypes = Vec::new();
    for &index in &arguments {
        let field = &schema.fields[index];
        dtypes.push(match &field.kind {
            FieldKind::Number(kind) => kind.evaluated(),
            FieldKind::Text { .. } => request.text,
            FieldKind::Other(what) => bail!("column {:?} has no numbers: {what}", field.name),
        });
    }
    let fields: Vec<&Field> = arguments.iter().map(|&index| &schema.fields[index]).collect();
    if let Some(other) = dtypes.iter().position(|&dtype| dtype != dtypes[0]) {
        bail!(
            "columns {:?} and {:?} have different types, {} and {}",
            fields[0].name,
            fields[other].name,
            Kind::from(dtypes[0]),
            Kind::from(dtypes[other])
        );
    }
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let first = fields[0];
    let call = request.evaluator.call(&names);
    let mut field = Field::number(call, dtypes[0].into(), fields.iter().any(|field| field.nullable));
    field.like = Some(first.name.clone());
    if request.replace {
        field.name.clone_from(&first.name);
        field.native.clone_from(&first.native);
    }
    if let Some(name) = name {
        field.name.clone_from(name);
    }
    Ok(Computed { arguments, dtype: dtypes[0], field })
}
