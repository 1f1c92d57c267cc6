//! The account at a glance.

use pure_pages::{Actions, Cell, Facts, Page, Pair, Section};

use super::audit_log;
use super::place::{APPS, AUDIT_LOG, GROUPS, NEW_APP, NEW_GROUP, SECURITY_OBJECTS};
use super::refused::Refused;
use super::visit::Visit;

/// What there is, and what happened last.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let account = visit.account()?;
    let groups = visit.groups()?;
    let mut keys = 0;
    for group in &groups {
        keys += visit.manager.count_keys(group)?;
    }
    let counts = Facts::new()
        .fact("Groups", Cell::link(GROUPS, groups.len()))
        .fact("Apps", Cell::link(APPS, visit.apps()?.len()))
        .fact("Security Objects", Cell::link(SECURITY_OBJECTS, keys));
    let mut actions = Actions::new();
    if visit.may_change() {
        actions = actions.link(NEW_GROUP, "New group", "");
        if !groups.is_empty() {
            actions = actions.link(NEW_APP, "New app", "");
        }
    }
    let identity = Facts::new().fact("Name", Cell::text(&account.name)).fact(
        "Account ID",
        Cell::copy("account-id", "Account ID", &account.id),
    );
    let beside = Pair::new()
        .part(Section::new("Contents").live().part(counts))
        .part(Section::new("Account").live().part(identity));
    let more = Actions::new().link(AUDIT_LOG, "Audit Log", "");
    let recent = Section::new("Recent activity")
        .live()
        .actions(more)
        .part(audit_log::table(visit, None, 10)?);
    Ok(visit
        .live("Dashboard")
        .actions(actions)
        .part(beside)
        .part(recent))
}
