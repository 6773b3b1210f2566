//! Which call is where, and whose: v1's names, as both its clients use them (`protocols/buerokratt` 2a, 3).
//!
//! The original did not look at the method. Here what changes something must be posted: a link can be followed by anybody.

use std::future::Future;

use actix_web::dev::HttpServiceFactory;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};
use switchboard_wire::buerokratt::Generation;

use super::call::{Call, No, Outcome, respond};
use super::cors::Side;
use super::{
    around, chatting, choosing, closing_tabs, cors, desk, handing_over, hints, later, listening, lists,
    redirects, sign_in, signing, working,
};
use crate::doors::Doors;

/// Whether a call only looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Looks,
    Changes,
}

use Deed::{Changes, Looks};
use Side::{Agents, Both, Customers};

/// One generation below one base.
pub(super) struct Mount<'a> {
    pub(super) app: &'a mut ServiceConfig,
    pub(super) base: &'a str,
    pub(super) generation: Generation,
}

impl Mount<'_> {
    pub(super) fn call<H, F>(&mut self, path: &str, side: Side, deed: Deed, handler: H)
    where
        H: Fn(Call) -> F + Copy + 'static,
        F: Future<Output = Outcome> + 'static,
    {
        let generation = self.generation;
        let answer = move |doors: Data<Doors>, request: HttpRequest, raw: Bytes| async move {
            let outcome = match Call::enter(&doors, request, raw, generation) {
                Ok(call) => handler(call).await,
                Err(no) => Err(no),
            };
            respond(outcome, &doors, generation)
        };
        let resource = web::resource(format!("{}{path}", self.base)).route(web::post().to(answer));
        let resource = match deed {
            Looks => resource.route(web::get().to(answer)),
            Changes => resource,
        };
        self.app.service(finished(resource, side, generation));
    }

    pub(super) fn stream<H, F>(&mut self, path: &str, side: Side, handler: H)
    where
        H: Fn(Call) -> F + Copy + 'static,
        F: Future<Output = Result<HttpResponse, No>> + 'static,
    {
        let generation = self.generation;
        let answer = move |doors: Data<Doors>, request: HttpRequest| async move {
            match Call::enter(&doors, request, Bytes::new(), generation) {
                Ok(call) => handler(call).await,
                Err(no) => Err(no),
            }
            .unwrap_or_else(|no| respond(Err(no), &doors, generation))
        };
        let resource = web::resource(format!("{}{path}", self.base)).route(web::get().to(answer));
        self.app.service(finished(resource, side, generation));
    }
}

fn finished(resource: Resource, side: Side, generation: Generation) -> impl HttpServiceFactory + 'static {
    let refuse =
        move |doors: Data<Doors>| async move { respond(Err(No::refused("post_it")), &doors, generation) };
    resource
        .default_service(web::to(refuse))
        .wrap(from_fn(move |request, next| cors::listed_pages(side, request, next)))
}

/// Every call of v1.
pub(super) fn v1(mount: &mut Mount<'_>) {
    customers(mount);
    agents(mount);
    mount.call("/cs-get-components-healthz-status", Both, Looks, around::health);
    sign_in_service(mount);
}

/// The way to the issuer and back, as browsers go it.
fn sign_in_service(mount: &mut Mount<'_>) {
    mount.stream("/oauth2/authorization/tara", Both, redirects::begin);
    mount.stream("/authenticate", Both, redirects::finish);
}

fn customers(mount: &mut Mount<'_>) {
    mount.call("/init-chat", Customers, Changes, chatting::init);
    mount.call("/post-message", Customers, Changes, chatting::post);
    mount.call("/get-chat-by-id", Customers, Looks, chatting::get);
    mount.call("/get-messages-by-chat-id", Customers, Looks, chatting::messages);
    mount.call("/get-new-messages", Customers, Looks, chatting::new_messages);
    mount.call("/post-message-with-rating", Customers, Changes, chatting::rate_message);
    mount.call("/post-message-with-new-event", Customers, Changes, chatting::answer);
    mount.call("/post-message-preview", Customers, Changes, chatting::preview);
    mount.call("/end-chat", Customers, Changes, chatting::end);
    mount.call("/origin-forward", Customers, Looks, around::no_forwards);
    mount.call("/remove-chat-forwarding-value", Customers, Changes, around::forward_refused);
    mount.call("/get-greeting-message", Customers, Looks, around::greeting);
    mount.call("/get-estimated-waiting-time", Customers, Looks, around::wait_in_minutes);
    mount.call("/estimated-waiting-time", Both, Looks, around::estimated_wait);
    mount.call("/post-chat-feedback-rating", Customers, Changes, around::rate);
    mount.call("/post-chat-feedback-text", Customers, Changes, around::comment);
    mount.call("/custom-jwt-userinfo", Customers, Looks, signing::user_info);
    mount.call("/custom-jwt-extend", Customers, Changes, later::extend);
    mount.call("/login-with-tara-jwt", Customers, Changes, signing::customer);
    mount.stream("/sse/get-new-messages", Customers, listening::messages);
    mount.stream("/sse/get-chat-by-id", Customers, listening::chat);
}

fn agents(mount: &mut Mount<'_>) {
    mount.call("/cs-login", Agents, Changes, sign_in::by_password);
    mount.call("/cs-login-with-tara-jwt", Agents, Changes, signing::agent);
    mount.call("/cs-logout", Agents, Changes, sign_in::leave);
    mount.call("/cs-custom-jwt-userinfo", Agents, Looks, sign_in::user_info);
    mount.call("/cs-custom-jwt-extend", Agents, Changes, sign_in::extend);
    mount.call("/jwt/custom-jwt-verify", Agents, Looks, sign_in::verify);
    mount.call("/cs-get-customer-support-activity", Agents, Looks, lists::activity);
    mount.call("/cs-set-customer-support-activity", Agents, Changes, lists::set_activity);
    mount.call("/cs-get-user-profile-settings", Agents, Looks, choosing::look);
    mount.call("/cs-set-user-profile-settings", Agents, Changes, choosing::set);
    mount.call("/cs-remove-attached-chats", Agents, Changes, lists::unclaim_all);
    mount.call("/cs-get-all-active-chats", Agents, Looks, lists::active);
    mount.call("/cs-get-all-ended-chats", Agents, Looks, lists::ended);
    mount.call("/cs-get-messages-by-chat-id", Agents, Looks, lists::history);
    mount.call("/cs-get-chat-ids-matching-message-search", Agents, Looks, lists::matching);
    mount.call("/cs-get-customer-support-agents", Agents, Looks, lists::colleagues);
    mount.call("/cs-get-admins", Agents, Looks, lists::admins);
    mount.call("/cs-get-all-establishments", Agents, Looks, lists::establishments);
    mount.call("/cs-claim-chat", Agents, Changes, desk::claim);
    mount.call("/cs-redirect-chat", Agents, Changes, desk::redirect);
    mount.call("/cs-admin-redirect-chat", Agents, Changes, desk::redirect);
    mount.call("/cs-post-message", Agents, Changes, desk::post);
    mount.call("/cs-post-event-message", Agents, Changes, desk::post_event);
    mount.call("/cs-post-message-with-new-event", Agents, Changes, desk::change_event);
    mount.call("/cs-end-chat", Agents, Changes, desk::end);
    mount.call("/cs-post-redirect-request-message", Agents, Changes, desk::request_redirect);
    mount.call("/cs-get-new-messages", Agents, Looks, lists::new_messages);
    mount.stream("/sse/cs-get-all-active-chats", Agents, working::list);
    mount.stream("/sse/cs-get-new-messages", Agents, working::messages);
}

/// What today's widget calls, on both of its bases (`protocols/buerokratt` 2b).
pub(super) fn v2(mount: &mut Mount<'_>) {
    mount.call("/chats/config/widget", Customers, Looks, later::widget);
    mount.call("/chats/config/emergency-notice", Customers, Looks, later::emergency);
    mount.call("/chats/config/name-visibility", Customers, Looks, later::shows_names);
    mount.call("/chats/config/title-visibility", Customers, Looks, later::shows_titles);
    mount.call("/chats/greeting", Customers, Looks, around::greeting);
    mount.call("/auth/jwt/userinfo", Customers, Looks, signing::user_info_or_nobody);
    mount.call("/auth/jwt/extend", Customers, Looks, later::extend);
    mount.call("/auth/tara/login", Both, Looks, signing::either);
    mount.call("/accounts/user-profile-settings", Agents, Looks, choosing::look);
    mount.call("/accounts/settings", Agents, Changes, choosing::set);
    mount.call("/chats/users/name", Customers, Looks, signing::customer);
    mount.call("/chats/users/contact", Customers, Changes, later::contact);
    mount.call("/chats/init", Customers, Changes, chatting::init);
    mount.call("/tim/add-key", Customers, Changes, later::nothing);
    mount.call("/chats/get", Customers, Looks, chatting::get);
    mount.call("/chats/messages/all", Customers, Looks, chatting::messages);
    mount.call("/chats/messages/new", Customers, Looks, chatting::new_messages);
    mount.call("/chats/messages/add", Customers, Changes, chatting::post);
    mount.call("/chats/messages/event", Customers, Changes, chatting::answer);
    mount.call("/chats/messages/preview", Customers, Changes, chatting::preview);
    mount.call("/chats/estimated-waiting-time", Customers, Looks, around::estimated_wait);
    mount.call("/chats/feedbacks/rating", Customers, Changes, around::rate);
    mount.call("/chats/feedbacks/text", Customers, Changes, around::comment);
    mount.call("/chats/forwards/add", Customers, Looks, around::no_forwards);
    mount.call("/chats/forwards/remove", Customers, Changes, around::forward_refused);
    mount.call("/chats/forwards/forward-to-backoffice", Customers, Changes, handing_over::forward);
    sign_in_service(mount);
    mount.call("/chats/end", Customers, Changes, chatting::end);
    mount.call("/health/components-status", Both, Looks, around::health);
    mount.call("/add-chat-to-termination-queue", Customers, Changes, closing_tabs::add);
    mount.call("/remove-chat-from-termination-queue", Customers, Changes, closing_tabs::remove);
    mount.stream("/sse/notifications/chat-list", Both, hints::list);
    mount.stream("/sse/notifications/{chat}", Both, hints::chat);
    mount.stream("/sse/queue/{chat}", Customers, hints::queue);
}
