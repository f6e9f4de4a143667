//! Text in lines.

/// The words in lines of at most this width, all but the first line indented.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_wrapped_between_words() {
        assert_eq!(wrapped("a bc  def\n ghij k", 6, 0), "a bc\ndef\nghij k\n");
        assert_eq!(wrapped("longer-than-the-line a", 5, 2), "longer-than-the-line\n  a\n");
    }
}
