//! A whole page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html as Body, IntoResponse, Response};

use crate::asset::{ICON, SCRIPT, STYLE};
use crate::headers::with_headers;
use crate::html::Html;
use crate::part::{Actions, Notice};

/// Whose pages they are.
#[derive(Clone, Debug)]
pub struct Site {
    /// What is shown at the top, as the name of an array.
    pub name: String,
    /// What kind of place it is, as in `Console`.
    pub kind: &'static str,
    /// Which colour of the stylesheet it has: `array` or `keys`. They are told apart at a glance.
    pub hue: &'static str,
    /// What the foot of each page says.
    pub foot: String,
}

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads.
    pub path: &'static str,
    /// What it says.
    pub words: &'static str,
}

/// Who looks at the page.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The name.
    pub name: String,
    /// In which capacity, as the role.
    pub role: String,
    /// Where the name leads; empty when nowhere.
    pub path: String,
    /// Where the form goes that ends the session.
    pub log_out: &'static str,
    /// The token of the session's forms.
    pub token: String,
    /// What else can be done from everywhere, as choosing another account.
    pub links: Vec<(String, String)>,
}

/// A page: a site, a navigation, notices, and parts under one another.
#[derive(Clone, Debug)]
pub struct Page {
    title: String,
    lead: String,
    site: Option<Site>,
    navigation: Vec<Link>,
    /// The path of the entry of the navigation that the page belongs to.
    current: String,
    visitor: Option<Visitor>,
    notices: Vec<Html>,
    actions: Html,
    parts: Vec<Html>,
    live: String,
}

impl Page {
    /// With that title, which is also its heading.
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            lead: String::new(),
            site: None,
            navigation: Vec::new(),
            current: String::new(),
            visitor: None,
            notices: Vec::new(),
            actions: Html::nothing(),
            parts: Vec::new(),
            live: String::new(),
        }
    }

    /// Of that site.
    #[must_use]
    pub fn site(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// With that navigation, of which it is at `current`.
    #[must_use]
    pub fn navigation(mut self, links: &[Link], current: &str) -> Self {
        self.navigation = links.to_vec();
        current.clone_into(&mut self.current);
        self
    }

    /// For that visitor. Without one it is a page for those who have not logged in.
    #[must_use]
    pub fn visitor(mut self, visitor: Visitor) -> Self {
        self.visitor = Some(visitor);
        self
    }

    /// With a sentence below the heading.
    #[must_use]
    pub fn lead(mut self, words: &str) -> Self {
        words.clone_into(&mut self.lead);
        self
    }

    /// With notices at the top.
    #[must_use]
    pub fn notices(mut self, notices: impl IntoIterator<Item = Notice>) -> Self {
        self.notices.extend(notices.into_iter().map(Html::from));
        self
    }

    /// With what can be done, beside the heading.
    #[must_use]
    pub fn actions(mut self, actions: Actions) -> Self {
        self.actions = actions.into();
        self
    }

    /// With a further part.
    #[must_use]
    pub fn part(mut self, part: impl Into<Html>) -> Self {
        self.parts.push(part.into());
        self
    }

    /// With the path of the events that tell when its live sections have changed.
    #[must_use]
    pub fn live(mut self, path: &str) -> Self {
        path.clone_into(&mut self.live);
        self
    }

    /// The whole document.
    pub fn render(self) -> String {
        Html::of(&Rendered { page: self }).as_str().to_owned()
    }

    /// As a response with that status.
    pub fn response(self, status: StatusCode) -> Response {
        with_headers((status, Body(self.render())).into_response())
    }

    fn is_current(&self, link: &Link) -> bool {
        link.path == self.current
    }

    fn hue(&self) -> &str {
        self.site.as_ref().map_or("array", |site| site.hue)
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Rendered {
    page: Page,
}

impl Rendered {
    fn style(&self) -> String {
        STYLE.path()
    }

    fn script(&self) -> String {
        SCRIPT.path()
    }

    fn icon(&self) -> String {
        ICON.path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Cell, Table};

    #[test]
    fn a_page_has_nothing_inline() {
        let table = Table::new("Names", ["Name"]).row([Cell::text("a")]);
        let html = Page::new("A").part(table).render();
        assert!(
            !html.contains("style=") && !html.contains("<style"),
            "{html}"
        );
        assert!(
            !html.contains("onclick") && !html.contains("javascript:"),
            "{html}"
        );
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains("<script src=\"/assets/script-"), "{html}");
    }

    #[test]
    fn hostile_text_is_escaped_wherever_it_is() {
        use crate::part::{Facts, Field, Fold, Form, Section};

        let hostile = "\"><img src=x onerror=alert(1)>'</textarea></script>";
        let form = Form::new(hostile, hostile)
            .field(Field::text(hostile, hostile).value(hostile).hint(hostile))
            .field(Field::area(hostile, hostile).value(hostile))
            .field(Field::choice(hostile, hostile, [(hostile, hostile)]))
            .field(Field::check(hostile, hostile).sends(hostile))
            .field(Field::file(hostile, hostile))
            .field(Field::hidden(hostile, hostile))
            .submit(hostile)
            .cancel(hostile);
        let table = Table::new(hostile, [hostile, hostile]).row([
            Cell::link(hostile, hostile),
            Cell::copy(hostile, hostile, hostile),
        ]);
        let facts = Facts::new()
            .fact(hostile, Cell::code(hostile))
            .fact(hostile, Cell::block(hostile, hostile));
        let html = Page::new(hostile)
            .lead(hostile)
            .live(hostile)
            .site(Site {
                name: hostile.to_owned(),
                kind: "console",
                hue: "array",
                foot: hostile.to_owned(),
            })
            .visitor(Visitor {
                name: hostile.to_owned(),
                role: hostile.to_owned(),
                path: hostile.to_owned(),
                log_out: "/log-out",
                token: hostile.to_owned(),
                links: vec![(hostile.to_owned(), hostile.to_owned())],
            })
            .notices([Notice::bad(hostile)])
            .actions(Actions::new().link(hostile, hostile, hostile))
            .part(
                Section::new(hostile)
                    .words(hostile)
                    .part(Fold::new(hostile).part(form)),
            )
            .part(table)
            .part(facts)
            .render();
        assert!(!html.contains("<img") && !html.contains("\">'"), "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
    }

    #[test]
    fn no_password_comes_back() {
        use crate::part::{Field, Form};

        let field = Field::password("password", "Password").value("correct horse");
        let html = Page::new("A")
            .part(Form::new("/", "").field(field))
            .render();
        assert!(!html.contains("correct horse"), "{html}");
    }
}
