//! The query of a request: `names=a,b&limit=10`.

use super::refusal::Refusal;

/// How many items a list has when nobody says otherwise, and at most.
const LONGEST_PAGE: usize = 1000;

/// What the query of a request asks for. What is not known is passed over, as the array does it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// The names of the objects that are meant.
    pub(super) names: Option<Vec<String>>,
    /// Their identifiers.
    pub(super) ids: Option<Vec<String>>,
    /// Which items.
    pub(super) filter: Option<String>,
    /// In which order: the fields, and whether descending.
    pub(super) sort: Vec<(String, bool)>,
    /// How many at most.
    pub(super) limit: Option<usize>,
    /// From which on.
    pub(super) offset: usize,
    /// After what was listed already.
    pub(super) continuation_token: Option<String>,
    /// Whether to count all that fit.
    pub(super) total_item_count: bool,
    /// Whether a changed certificate gets a new key.
    pub(super) generate_new_key: Option<bool>,
    /// How long a token is good, in milliseconds.
    pub(super) timeout: Option<i64>,
}

impl Query {
    /// Reads the part of a URI after the question mark.
    ///
    /// # Errors
    /// When a value does not fit its parameter.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let invalid = || Refusal::invalid(&*name, "Invalid query parameter.");
            let number = || value.parse::<usize>().map_err(|_| invalid());
            let truth = || match &*value {
                "true" | "True" => Ok(true),
                "false" | "False" => Ok(false),
                _ => Err(invalid()),
            };
            match &*name {
                "names" => query.names = Some(split(&value)),
                "ids" => query.ids = Some(split(&value)),
                "filter" => query.filter = Some(value.into_owned()).filter(|it| !it.is_empty()),
                "sort" => query.sort = split(&value).iter().map(|field| direction(field)).collect(),
                "limit" => query.limit = Some(number()?),
                "offset" => query.offset = number()?,
                "continuation_token" => query.continuation_token = Some(value.into_owned()),
                "total_item_count" => query.total_item_count = truth()?,
                "generate_new_key" => query.generate_new_key = Some(truth()?),
                "timeout" => query.timeout = Some(value.parse().map_err(|_| invalid())?),
                _ => {}
            }
        }
        Ok(query)
    }

    /// How many items the answer has at most.
    pub(super) fn page(&self) -> usize {
        self.limit.unwrap_or(LONGEST_PAGE).min(LONGEST_PAGE)
    }
}

fn split(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A minus before or after a field sorts it descending: both have been documented.
fn direction(field: &str) -> (String, bool) {
    let plain = field.trim_matches('-');
    (plain.to_owned(), plain.len() < field.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_query_asks_for() {
        let text = "names=a%2Cb,c&sort=-name,valid_to-,status&limit=5&total_item_count=True&x=1";
        let query = Query::read(text).unwrap();
        let field = |name: &str, descending| (name.to_owned(), descending);
        assert_eq!(query.names.unwrap(), ["a", "b", "c"]);
        let order = [
            field("name", true),
            field("valid_to", true),
            field("status", false),
        ];
        assert_eq!(query.sort, order);
        assert_eq!(query.limit, Some(5));
        assert!(query.total_item_count);
    }

    #[test]
    fn values_that_do_not_fit() {
        for text in ["limit=-1", "limit=many", "offset=x", "total_item_count=1"] {
            assert!(Query::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_page_is_longer_than_the_longest() {
        assert_eq!(Query::read("limit=100000").unwrap().page(), LONGEST_PAGE);
        assert_eq!(Query::default().page(), LONGEST_PAGE);
    }
}
