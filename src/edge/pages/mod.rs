//! The web applications of `src/web`, as they were built into the program: the widget, its page, the demo, the console.
//!
//! Nothing in them is anybody's data, so they answer everybody, and before the bootstrap too where somebody may have to do
//! it. `files.rs` answers with a file as a browser wants it; here is which address is which file, and who may frame it.

mod files;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use switchboard_core::PlatformId;
use switchboard_wire::console::SOCKET;

use crate::answers::PAGE_POLICY;
use crate::doors::Doors;
use crate::problem::Problem;
use crate::routes::only;

/// Browsers may load it into a page that is not ours.
const FOR_ANY_PAGE: (HeaderName, &str) =
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");

/// Sites load the script on each of their pages; a new one is taken up within minutes.
const SCRIPT_KEPT: &str = "public, max-age=300, stale-while-revalidate=86400";

/// The addresses, each below the prefix.
pub(crate) fn mount(app: &mut web::ServiceConfig) {
    app.service(only("/", web::get().to(begin)))
        .service(only("/widget.js", web::get().to(script)))
        .service(only("/widget/{file:.*}", web::get().to(widget)))
        .service(only("/{page:demo|console}/{file:.*}", web::get().to(page)))
        .service(only("/{page:demo|console|widget}", web::get().to(folder)));
}

/// Whether this address answers before anybody has founded a workspace: the console, where it can be done.
pub(crate) fn is_open_to_founders(path: &str) -> bool {
    matches!(path, "/" | "/console") || path.starts_with("/console/") && path != SOCKET
}

async fn begin(doors: web::Data<Doors>) -> HttpResponse {
    leads_to(&doors, "console")
}

/// Addresses within a page are relative, so a page's own ends in a slash.
async fn folder(page: web::Path<String>, doors: web::Data<Doors>) -> HttpResponse {
    leads_to(&doors, &page)
}

fn leads_to(doors: &Doors, page: &str) -> HttpResponse {
    let place = format!("{}/{page}/", doors.settings.prefix);
    HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish()
}

async fn script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let mut answer = files::answer(&request, "widget.js")?;
    let headers = answer.headers_mut();
    headers.insert(FOR_ANY_PAGE.0, HeaderValue::from_static(FOR_ANY_PAGE.1));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(SCRIPT_KEPT));
    Ok(answer)
}

async fn page(request: HttpRequest, place: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (page, file) = place.into_inner();
    let mut answer = files::answer(&request, &format!("{page}/{}", whole(&file)))?;
    if page == "demo" && whole(&file) == "index.html" {
        // As any site with the widget must say.
        if let Ok(policy) = HeaderValue::from_str(&format!("{PAGE_POLICY}; frame-src 'self'")) {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    Ok(answer)
}

#[derive(Deserialize)]
struct Asked {
    platform: Option<String>,
}

/// The frame of the widget: the platform's pages may show it, and ours.
async fn widget(
    request: HttpRequest,
    file: web::Path<String>,
    asked: web::Query<Asked>,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, Problem> {
    let mut answer = files::answer(&request, &format!("widget/{}", whole(&file)))?;
    if whole(&file) == "index.html" {
        let platform = asked.into_inner().platform.and_then(|name| name.parse::<PlatformId>().ok());
        let platform = platform.and_then(|id| doors.house.book.platform(&id));
        let listed = platform.as_ref().map_or(&[][..], |platform| &platform.values.origins);
        let headers = answer.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&framed_by(listed)) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(FOR_ANY_PAGE.0, HeaderValue::from_static(FOR_ANY_PAGE.1));
    }
    Ok(answer)
}

fn whole(file: &str) -> &str {
    if file.is_empty() { "index.html" } else { file }
}

/// The policy of our pages, for one that the listed sites may frame. What is listed was checked to be an origin when it
/// was written; anything else would have ended the directive, so it is looked at once more.
fn framed_by(listed: &[String]) -> String {
    let plain = |origin: &&String| {
        origin.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_[]".contains(&byte))
    };
    let mut framing = String::from("frame-ancestors 'self'");
    for origin in listed.iter().filter(plain) {
        framing.push(' ');
        framing.push_str(origin);
    }
    PAGE_POLICY.replace("frame-ancestors 'none'", &framing)
}

/// What is said where the pages were not built in.
fn not_built() -> HttpResponse {
    HttpResponse::build(StatusCode::NOT_FOUND)
        .content_type("text/html; charset=utf-8")
        .body(include_str!("not_built.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s29_a_frame_is_for_the_listed_pages_and_our_own_and_stays_strict() {
        assert!(framed_by(&[]).contains("frame-ancestors 'self';"));
        let listed = ["https://www.example.org".to_owned(), "https://a.org; script-src *".to_owned()];
        let policy = framed_by(&listed);
        assert!(policy.contains("frame-ancestors 'self' https://www.example.org;"), "{policy}");
        assert!(policy.contains("default-src 'none'; script-src 'self'"), "{policy}");
        assert!(
            !policy.contains('*') && !policy.contains("'none'; form-action 'self'; frame-ancestors 'none'")
        );
    }

    #[test]
    fn s1_of_the_pages_only_the_console_is_there_before_a_workspace_is() {
        assert!(
            ["/", "/console", "/console/", "/console/assets/a.js"]
                .iter()
                .all(|path| is_open_to_founders(path))
        );
        assert!(
            !["/widget.js", "/widget/", "/demo/", "/console/socket"]
                .iter()
                .any(|path| is_open_to_founders(path))
        );
    }
}
