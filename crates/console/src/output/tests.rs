//! All formats say the same of the same rows.

use proptest::prelude::*;
use serde_json::Value;
use unicode_width::UnicodeWidthChar;

use super::*;
use crate::list::arbitrary;
use crate::list::cell::Cell;
use crate::terminal::visible::visible;

const COLUMNS: [Column; 3] = [
    Column::new("Name"),
    Column::new("Key Size"),
    Column::new("State/Province"),
];
const KEYS: [&str; 3] = ["name", "key_size", "state_province"];

fn written(rows: &[Vec<Cell>], options: &OutputOptions) -> String {
    let mut out = Vec::new();
    let selection = Selection::parse(&COLUMNS, options).unwrap();
    let produce = |sink: &mut RowSink<'_>| {
        assert!(rows.iter().all(|row| sink(&borrowed(row)).is_continue()));
        Ok(())
    };
    let style = Style::of(options, false);
    write(&mut out, &COLUMNS, (options, style), &selection, produce).unwrap();
    String::from_utf8(out).unwrap()
}

fn options(form: &str, raw: bool) -> OutputOptions {
    OutputOptions {
        csv: form == "csv",
        nvp: form == "nvp",
        json: form == "json",
        raw,
        ..OutputOptions::default()
    }
}

/// The fields of every record, as another implementation reads them.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let titles: Vec<&str> = COLUMNS.iter().map(|column| column.title).collect();
    assert_eq!(*reader.headers().unwrap(), titles);
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn read_nvp(text: &str) -> Vec<Vec<String>> {
    let unescaped = |value: &str| {
        let mut out = String::new();
        let mut rest = value.chars();
        while let Some(c) = rest.next() {
            out.push(match c {
                '\\' => match rest.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('\\') => '\\',
                    Some('u') => {
                        let digits: String = rest.by_ref().take_while(|c| *c != '}').collect();
                        let code = u32::from_str_radix(digits.trim_start_matches('{'), 16);
                        char::from_u32(code.unwrap()).unwrap()
                    }
                    // As `char::escape_default` has them.
                    Some('t') => '\t',
                    other => panic!("{other:?} after a backslash"),
                },
                c => c,
            });
        }
        out
    };
    // A carriage return ends a line for some readers.
    let lines: Vec<&str> = text.split_terminator(['\n', '\r']).collect();
    lines
        .split(|line| line.is_empty())
        .filter(|object| !object.is_empty())
        .map(|object| {
            let pairs: Vec<_> = object
                .iter()
                .map(|line| line.split_once('=').unwrap())
                .collect();
            assert_eq!(pairs.iter().map(|pair| pair.0).collect::<Vec<_>>(), KEYS);
            pairs.iter().map(|pair| unescaped(pair.1)).collect()
        })
        .collect()
}

/// Cuts every line where the titles begin.
fn read_table(text: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    let starts = COLUMNS.map(|column| lines[0].find(column.title).unwrap());
    let cut = |line: &&str| {
        let mut fields = vec![String::new(); COLUMNS.len()];
        let mut at = 0;
        for c in line.chars() {
            let field = starts.iter().filter(|&&start| start <= at).count() - 1;
            fields[field].push(c);
            at += c.width().unwrap();
        }
        fields
            .iter()
            .map(|field| field.trim_end_matches(' ').to_owned())
            .collect()
    };
    lines[1..].iter().map(cut).collect()
}

fn rows() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    prop::collection::vec(prop::collection::vec(arbitrary::cell(), 3), 0..8)
}

proptest! {
    #[test]
    fn all_formats_agree(rows in rows(), raw: bool) {
        let texts: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.text(raw)).collect())
            .collect();
        prop_assert_eq!(&read_csv(&written(&rows, &options("csv", raw))), &texts);
        prop_assert_eq!(&read_nvp(&written(&rows, &options("nvp", raw))), &texts);

        let shown: Vec<Vec<String>> = texts
            .iter()
            .map(|row| {
                let shown = row.iter().map(|text| visible(text).trim_end_matches(' ').to_owned());
                shown.collect()
            })
            .collect();
        prop_assert_eq!(read_table(&written(&rows, &options("table", raw))), shown);

        let json: Value = serde_json::from_str(&written(&rows, &options("json", raw))).unwrap();
        let objects = json.as_array().unwrap();
        prop_assert_eq!(objects.len(), rows.len());
        for ((object, row), texts) in objects.iter().zip(&rows).zip(&texts) {
            prop_assert_eq!(object.as_object().unwrap().len(), KEYS.len());
            for ((key, cell), text) in KEYS.iter().zip(row).zip(texts) {
                match (&object[key], cell) {
                    (Value::Null, Cell::Unset | Cell::Empty) => {}
                    (Value::Bool(value), Cell::Boolean(expected)) => {
                        prop_assert_eq!(value, expected);
                    }
                    (Value::String(value), Cell::Text(_) | Cell::Time(_)) => {
                        prop_assert_eq!(value, text);
                    }
                    (Value::Number(value), Cell::Bytes(bytes)) => {
                        prop_assert_eq!(value.as_u64(), Some(*bytes));
                    }
                    (Value::Number(value), _) => prop_assert_eq!(&value.to_string(), text),
                    (value, cell) => prop_assert!(false, "{} for {:?}", value, cell),
                }
            }
        }
    }
}

#[test]
fn json_keeps_the_order_of_the_columns() {
    let rows = [vec!["z".into(), 1_i64.into(), Cell::Unset]];
    assert_eq!(
        written(&rows, &options("json", false)),
        "[\n  {\"name\":\"z\",\"key_size\":1,\"state_province\":null}\n]\n"
    );
    assert_eq!(written(&[], &options("json", false)), "[]\n");
}

#[test]
fn titles_can_be_left_out() {
    let rows = [vec!["a".into(), 1_i64.into(), "b".into()]];
    for (form, line) in [("csv", "a,1,b\n"), ("table", "a  1  b\n")] {
        let options = OutputOptions {
            notitle: true,
            ..options(form, false)
        };
        assert_eq!(written(&rows, &options), line);
    }
}
