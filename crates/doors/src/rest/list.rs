//! Lists: which items, in which order, which page of them.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::call::Call;
use super::filter::Filter;
use super::item::{Item, Listing, order};
use super::query::Query;
use super::refusal::Refusal;
use super::reply::Reply;

/// Answers with those of `items` that are asked for: by names or identifiers, by the filter, sorted, a
/// page of them. `complete` adds to the items of the page what is costly, and empties one that is gone
/// since it was read, which is left out then.
///
/// # Errors
/// When an item of that name is not there, or the filter, the order or the continuation token is none.
pub(super) fn list(
    call: &Call<'_>,
    listing: &Listing,
    items: Vec<Item>,
    mut complete: impl FnMut(&mut Item) -> Result<(), Refusal>,
) -> Result<Reply, Refusal> {
    let query = &call.query;
    let mut items = items;
    if let Some(names) = &query.names {
        items = named(listing, items, "name", names)?;
    }
    if let Some(ids) = &query.ids {
        if !listing.has("id", call.version) {
            return Err(Refusal::invalid("ids", "Invalid query parameter."));
        }
        items = named(listing, items, "id", ids)?;
    }
    if let Some(filter) = &query.filter {
        let filter = Filter::read(filter, listing, call.version)?;
        items.retain(|item| filter.fits(item));
    }
    for (field, _) in &query.sort {
        let first = field.split('.').next().unwrap_or_default();
        if !listing.has(first, call.version) {
            return Err(Refusal::invalid(field, "Invalid sort field."));
        }
    }
    // What was asked for by name stays in that order.
    if !query.sort.is_empty() || query.names.is_none() {
        items.sort_by(|one, other| {
            compare(
                &place(one, &query.sort),
                &place(other, &query.sort),
                &query.sort,
            )
        });
    }
    let total = items.len();
    let start = match &query.continuation_token {
        Some(token) => {
            let after = read_token(token, query.sort.len() + 1)?;
            let is_before = |item: &Item| {
                compare(&place(item, &query.sort), &after, &query.sort) != Ordering::Greater
            };
            items.partition_point(is_before)
        }
        None => query.offset.min(total),
    };
    let page: Vec<Item> = items.into_iter().skip(start).take(query.page()).collect();
    let more = start + page.len() < total && query.page() > 0;
    let counted = query.total_item_count || query.limit == Some(0);
    let total = counted.then_some(total);
    answer(call, listing, page, more, total, &mut complete)
}

/// Whether that is asked for which [`by_name`] answers: items by name, without their number.
pub(super) fn is_by_name(query: &Query) -> bool {
    let sorted = match &query.sort[..] {
        [] => true,
        [(field, descending)] => field == "name" && !descending,
        _ => false,
    };
    let counted = query.total_item_count || query.limit == Some(0);
    sorted && !counted && query.names.is_none() && query.ids.is_none()
}

/// As [`list`], for items that can be read by name, from one on: `read` calls what it is given with each
/// item whose name comes after that one, until it breaks. No more are read than the page takes.
///
/// # Errors
/// As [`list`].
pub(super) fn by_name(
    call: &Call<'_>,
    listing: &Listing,
    read: impl FnOnce(&str, &mut dyn FnMut(Item) -> ControlFlow<()>) -> Result<(), Refusal>,
    mut complete: impl FnMut(&mut Item) -> Result<(), Refusal>,
) -> Result<Reply, Refusal> {
    let query = &call.query;
    let filter = match &query.filter {
        Some(filter) => Some(Filter::read(filter, listing, call.version)?),
        None => None,
    };
    let (after, mut left_out) = match &query.continuation_token {
        Some(token) => {
            let place = read_token(token, query.sort.len() + 1)?;
            let name = place.last().and_then(Value::as_str);
            (name.ok_or_else(no_token)?.to_owned(), 0)
        }
        None => (String::new(), query.offset),
    };
    let mut page: Vec<Item> = Vec::new();
    let mut more = false;
    read(&after, &mut |item| {
        if filter.as_ref().is_some_and(|filter| !filter.fits(&item)) {
            return ControlFlow::Continue(());
        }
        if left_out > 0 {
            left_out -= 1;
            return ControlFlow::Continue(());
        }
        if page.len() == query.page() {
            more = true;
            return ControlFlow::Break(());
        }
        page.push(item);
        ControlFlow::Continue(())
    })?;
    answer(call, listing, page, more, None, &mut complete)
}

/// Answers with the items of what was just done: whatever has become of it since, it is done.
pub(super) fn done(call: &Call<'_>, listing: &Listing, items: Vec<Item>) -> Reply {
    let total = items.len();
    let cut = items
        .into_iter()
        .map(|item| listing.cut(item, call.version));
    let mut answer = json!({ "items": cut.collect::<Vec<_>>(), "more_items_remaining": false });
    if call.query.total_item_count {
        answer["total_item_count"] = total.into();
    }
    Reply::of(answer)
}

/// What is answered with that page, after which there are more or not.
fn answer(
    call: &Call<'_>,
    listing: &Listing,
    mut page: Vec<Item>,
    more: bool,
    total: Option<usize>,
    complete: &mut dyn FnMut(&mut Item) -> Result<(), Refusal>,
) -> Result<Reply, Refusal> {
    let last = page.last().filter(|_| more);
    let token = last.map(|last| place(last, &call.query.sort));
    for item in &mut page {
        complete(item)?;
    }
    let left = page.into_iter().filter(|item| !item.is_empty());
    let items: Vec<Item> = left.map(|item| listing.cut(item, call.version)).collect();
    let mut answer = json!({ "items": items, "more_items_remaining": more });
    if let Some(token) = token {
        answer["continuation_token"] = hex::encode(Value::from(token).to_string()).into();
    }
    if let Some(total) = total {
        answer["total_item_count"] = total.into();
    }
    Ok(Reply::of(answer))
}

/// The items whose field is one of `wanted`, in that order, each once.
fn named(
    listing: &Listing,
    items: Vec<Item>,
    field: &str,
    wanted: &[String],
) -> Result<Vec<Item>, Refusal> {
    let mut left: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    let mut found: Vec<Item> = Vec::new();
    let is = |item: &Item, name: &String| {
        let value = item.get(field).and_then(Value::as_str);
        value.is_some_and(|value| value.eq_ignore_ascii_case(name))
    };
    for name in wanted {
        let place = left
            .iter_mut()
            .find(|it| it.as_ref().is_some_and(|item| is(item, name)));
        match place.and_then(Option::take) {
            Some(item) => found.push(item),
            None if found.iter().any(|item| is(item, name)) => {}
            None => {
                let message = format!("{} does not exist.", listing.noun);
                return Err(Refusal::invalid(name, message));
            }
        }
    }
    Ok(found)
}

/// Where an item lies in an order: the values it is sorted by, and last its name.
fn place(item: &Item, sort: &[(String, bool)]) -> Vec<Value> {
    let value = |path: &str| {
        let mut parts = path.split('.');
        let first = item.get(parts.next().unwrap_or_default()).cloned();
        parts.fold(first.unwrap_or_default(), |value, part| {
            value.get(part).cloned().unwrap_or_default()
        })
    };
    let fields = sort.iter().map(|(field, _)| value(field));
    fields.chain([value("name")]).collect()
}

fn compare(one: &[Value], other: &[Value], sort: &[(String, bool)]) -> Ordering {
    let descending = sort
        .iter()
        .map(|(_, descending)| *descending)
        .chain([false]);
    let pairs = one.iter().zip(other).zip(descending);
    let mut ordered = pairs.map(|((one, other), descending)| {
        let ordering = order(one, other);
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    });
    ordered.find(|it| it.is_ne()).unwrap_or(Ordering::Equal)
}

/// Where an item lies, as a continuation token of `length` values says it.
pub(super) fn read_token(token: &str, length: usize) -> Result<Vec<Value>, Refusal> {
    // Libraries put quotes around what they are given.
    let values = hex::decode(token.trim_matches('\''))
        .ok()
        .and_then(|text| serde_json::from_slice::<Vec<Value>>(&text).ok());
    values
        .filter(|values| values.len() == length)
        .ok_or_else(no_token)
}

fn no_token() -> Refusal {
    Refusal::invalid("continuation_token", "Invalid continuation token.")
}
