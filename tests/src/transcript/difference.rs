//! The difference of two texts, line by line.

/// `expected` and `actual` merged: lines of both with a blank before them, lines of `expected`
/// alone with `-`, lines of `actual` alone with `+`.
pub(super) fn difference(expected: &str, actual: &str) -> String {
    let old: Vec<&str> = expected.lines().collect();
    let new: Vec<&str> = actual.lines().collect();
    let common = longest_common(&old, &new);
    let (mut i, mut j) = (0, 0);
    let mut text = String::new();
    let mut push = |mark: char, line: &str| text.push_str(&format!("{mark}{line}\n"));
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(' ', old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            push('-', old[i]);
            i += 1;
        } else {
            push('+', new[j]);
            j += 1;
        }
    }
    text
}

/// The length of the longest common subsequence of `old[i..]` and `new[j..]`, for all i and j.
fn longest_common(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] = if old[i] == new[j] {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn lines_of_one_side_are_marked() {
        assert_eq!(
            difference("a\nb\nc\n", "a\nx\nc\nd\n"),
            " a\n-b\n+x\n c\n+d\n"
        );
        assert_eq!(difference("", "a\n"), "+a\n");
        assert_eq!(difference("a\n", "a\n"), " a\n");
    }
}
