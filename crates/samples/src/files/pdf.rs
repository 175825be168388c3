//! A one-page PDF with lines of text (PDF 1.4, Helvetica, which every viewer has).

use std::fmt::Write;

/// Sets the first line as a title; ASCII only, other characters become `?`.
pub fn pdf(lines: &[String]) -> Vec<u8> {
    let mut page = String::from("BT\n/F1 18 Tf\n56 780 Td\n");
    for (index, line) in lines.iter().enumerate() {
        let escaped: String = line
            .chars()
            .map(|c| if c.is_ascii() { c } else { '?' })
            .flat_map(|c| {
                if "()\\".contains(c) {
                    vec!['\\', c]
                } else {
                    vec![c]
                }
            })
            .collect();
        let next = if index == 0 {
            "/F1 11 Tf\n0 -34 Td"
        } else {
            "0 -17 Td"
        };
        // Writing to a String cannot fail.
        let _ = write!(page, "({escaped}) Tj\n{next}\n");
    }
    page.push_str("ET\n0.7 w 56 768 m 540 768 l S\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(
        file,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}
