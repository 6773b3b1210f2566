//! One thing the API can do: method, path, who may, how it is carried out, and what its document says.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, Route, web};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::answer::Reply;
use super::body::{Body, NoBody};
use super::call::Call;
use super::facts::{Access, Facts, Shapes, Verb};
use super::schemas::Schemas;
use super::serving;
use crate::problem::{Failed, Problem};

type Served = Pin<Box<dyn Future<Output = HttpResponse>>>;
type Serve = Arc<dyn Fn(Facts, HttpRequest, Payload) -> Served + Send + Sync>;

/// One thing the API can do.
#[derive(Clone)]
pub struct Operation {
    pub(crate) facts: Facts,
    pub(crate) shapes: fn(&mut Schemas) -> Shapes,
    serve: Serve,
}

impl Operation {
    /// Looks at something.
    pub(crate) fn get<Q, A, F, Fut>(path: &'static str, access: impl Into<Access>, handler: F) -> Self
    where
        Q: DeserializeOwned + ToSchema + 'static,
        A: Reply,
        F: Fn(Call<NoBody, Q>) -> Fut + Send + Sync + Clone + 'static,
        Fut: Future<Output = Result<A, Failed>> + 'static,
    {
        Self::new(Verb::Get, path, access.into(), handler)
    }

    /// Does something.
    pub(crate) fn post<B, Q, A, F, Fut>(path: &'static str, access: impl Into<Access>, handler: F) -> Self
    where
        B: Body,
        Q: DeserializeOwned + ToSchema + 'static,
        A: Reply,
        F: Fn(Call<B, Q>) -> Fut + Send + Sync + Clone + 'static,
        Fut: Future<Output = Result<A, Failed>> + 'static,
    {
        Self::new(Verb::Post, path, access.into(), handler)
    }

    /// Makes or replaces something.
    pub(crate) fn put<B, Q, A, F, Fut>(path: &'static str, access: impl Into<Access>, handler: F) -> Self
    where
        B: Body,
        Q: DeserializeOwned + ToSchema + 'static,
        A: Reply,
        F: Fn(Call<B, Q>) -> Fut + Send + Sync + Clone + 'static,
        Fut: Future<Output = Result<A, Failed>> + 'static,
    {
        let put = Self::new(Verb::Put, path, access.into(), handler);
        Self { facts: Facts { is_conditional: true, ..put.facts }, ..put }
    }

    /// Takes something away.
    pub(crate) fn delete<Q, A, F, Fut>(path: &'static str, access: impl Into<Access>, handler: F) -> Self
    where
        Q: DeserializeOwned + ToSchema + 'static,
        A: Reply,
        F: Fn(Call<NoBody, Q>) -> Fut + Send + Sync + Clone + 'static,
        Fut: Future<Output = Result<A, Failed>> + 'static,
    {
        Self::new(Verb::Delete, path, access.into(), handler)
    }

    fn new<B, Q, A, F, Fut>(verb: Verb, path: &'static str, access: Access, handler: F) -> Self
    where
        B: Body,
        Q: DeserializeOwned + ToSchema + 'static,
        A: Reply,
        F: Fn(Call<B, Q>) -> Fut + Send + Sync + Clone + 'static,
        Fut: Future<Output = Result<A, Failed>> + 'static,
    {
        let facts = Facts {
            verb,
            path,
            access,
            summary: "",
            details: "",
            is_conditional: false,
            is_secret: false,
            is_known_by_stamp: false,
            creates: false,
            sets_up_factor: false,
            refuses: &[],
        };
        let serve: Serve = Arc::new(move |facts, request, payload| {
            let handler = handler.clone();
            Box::pin(serving::serve(facts, request, payload, handler))
        });
        Self { facts, shapes: shapes::<B, Q, A>, serve }
    }

    /// What the document says of it: a line, and what else there is to know (possibly nothing).
    pub(crate) fn says(self, summary: &'static str, details: &'static str) -> Self {
        Self { facts: Facts { summary, details, ..self.facts }, ..self }
    }

    /// Makes something whose name we choose: 201 with its place.
    pub(crate) fn creates(self) -> Self {
        Self { facts: Facts { creates: true, ..self.facts }, ..self }
    }

    /// Taking away, too, must name the version that was looked at.
    pub(crate) fn conditional(self) -> Self {
        Self { facts: Facts { is_conditional: true, ..self.facts }, ..self }
    }

    /// The answer holds a secret: it is kept nowhere, so a repeated request is told that it was done, and not the answer.
    pub(crate) fn secret(self) -> Self {
        Self { facts: Facts { is_secret: true, ..self.facts }, ..self }
    }

    /// Its whole effect is one command under the caller's key, which its subject does once, however often it is asked.
    pub(crate) fn known_by_stamp(self) -> Self {
        Self { facts: Facts { is_known_by_stamp: true, ..self.facts }, ..self }
    }

    /// Open to who must set up a second factor first.
    pub(crate) fn sets_up_factor(self) -> Self {
        Self { facts: Facts { sets_up_factor: true, ..self.facts }, ..self }
    }

    /// Its own rules may refuse so.
    pub(crate) fn refuses(self, refuses: &'static [Problem]) -> Self {
        Self { facts: Facts { refuses, ..self.facts }, ..self }
    }

    /// The method.
    pub fn verb(&self) -> Verb {
        self.facts.verb
    }

    /// The path below the API's base.
    pub fn path(&self) -> &'static str {
        self.facts.path
    }

    /// Who is let in.
    pub fn access(&self) -> Access {
        self.facts.access
    }

    /// Whether it must name a version.
    pub fn is_conditional(&self) -> bool {
        self.facts.is_conditional
    }

    pub(super) fn route(&self) -> Route {
        let (facts, serve) = (self.facts, Arc::clone(&self.serve));
        web::method(facts.verb.method())
            .to(move |request: HttpRequest, payload: Payload| serve(facts, request, payload))
    }
}

fn shapes<B: Body, Q: ToSchema, A: Reply>(schemas: &mut Schemas) -> Shapes {
    Shapes {
        query: Some(Q::schema()),
        body: B::schema(schemas),
        media: B::media(),
        answer: A::schema(schemas),
    }
}
