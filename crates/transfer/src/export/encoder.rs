//! The bytes of an exported file.

use std::io::{self, Write};

use domain::export::{ExportForm, ExportFormat};
use domain::record::whole_task;
use flate2::Compression;
use flate2::write::GzEncoder;
use store::export::Exported;

use super::csv_table;

/// Turns tasks into bytes of a file. What it has made so far is only whole once [`Encoder::end`]
/// was called: an array stays open, a gzip file without its checksum.
pub struct Encoder {
    form: ExportForm,
    sink: Sink,
    is_first: bool,
}

enum Sink {
    Plain(Vec<u8>),
    Packed(GzEncoder<Vec<u8>>),
}

impl Encoder {
    pub fn new(form: ExportForm) -> Self {
        let sink = if form.gzip {
            Sink::Packed(GzEncoder::new(Vec::new(), Compression::new(5)))
        } else {
            Sink::Plain(Vec::new())
        };
        Self {
            form,
            sink,
            is_first: true,
        }
    }

    /// # Errors
    /// Where a stored task is no JSON object.
    pub fn push(&mut self, exported: &Exported) -> io::Result<()> {
        match exported {
            Exported::Rows(rows) => {
                self.head()?;
                for row in rows {
                    let line = csv_table::row(&self.form.columns, row);
                    self.sink.write_all(&line)?;
                }
            }
            Exported::Whole(tasks) => {
                for task in tasks {
                    let mut text = whole_task(task)?;
                    if self.form.format == ExportFormat::Jsonl {
                        text = on_one_line(text);
                    }
                    self.separate()?;
                    self.sink.write_all(text.as_bytes())?;
                }
            }
        }
        Ok(())
    }

    /// The bytes made since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        match &mut self.sink {
            Sink::Plain(bytes) => std::mem::take(bytes),
            Sink::Packed(packer) => std::mem::take(packer.get_mut()),
        }
    }

    /// The last bytes, which make the file whole.
    pub fn end(mut self) -> io::Result<Vec<u8>> {
        match self.form.format {
            ExportFormat::Csv => self.head()?,
            ExportFormat::Json if self.is_first => self.sink.write_all(b"[]\n")?,
            ExportFormat::Json => self.sink.write_all(b"\n]\n")?,
            ExportFormat::Jsonl if self.is_first => {}
            ExportFormat::Jsonl => self.sink.write_all(b"\n")?,
        }
        match self.sink {
            Sink::Plain(bytes) => Ok(bytes),
            Sink::Packed(packer) => packer.finish(),
        }
    }

    /// The line of column names, once, also of an empty table.
    fn head(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_first) {
            self.sink.write_all(&csv_table::head(&self.form.columns))?;
        }
        Ok(())
    }

    fn separate(&mut self) -> io::Result<()> {
        let text: &[u8] = match (self.form.format, std::mem::take(&mut self.is_first)) {
            (ExportFormat::Json, true) => b"[\n",
            (ExportFormat::Json, false) => b",\n",
            (_, true) => b"",
            (_, false) => b"\n",
        };
        self.sink.write_all(text)
    }
}

/// JSON without line breaks and the spaces that follow them. They are never inside of a text, where
/// a line break is written as `\\n`, so that nothing but the layout changes.
fn on_one_line(json: String) -> String {
    if !json.contains(['\n', '\r']) {
        return json;
    }
    let mut lines = json.split(['\n', '\r']);
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| {
        text + line.trim_start_matches([' ', '\t'])
    })
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(sink) => sink.write(bytes),
            Self::Packed(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
