//! The OpenAPI document: what utoipa reads off the handlers, and what the table of routes knows about all of them.

use super::roles::{Admits, Route, routes};
use crate::app::Shared;
use axum::Router;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use goiso_wire::http::{At, Problem};
use utoipa::OpenApi as _;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{OpenApi, Ref, RefOr, Required, ResponseBuilder};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "goiso",
        description = "Calling people to counters. Every change needs an Idempotency-Key; errors are problem documents with a stable code; times are Unix milliseconds, durations end in _s.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact()
    ),
    components(schemas(Problem, At))
)]
struct Head;

/// The document without its routes.
pub fn head() -> OpenApi {
    Head::openapi()
}

/// Adds to every operation what holds for all of them.
pub fn finish(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert(
        "bearer".to_owned(),
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()).into(),
    );
    components
        .security_schemes
        .insert("cookie".to_owned(), SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-goiso"))).into());
    components
        .security_schemes
        .insert("ticket".to_owned(), SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("Authorization"))).into());
    for route in routes() {
        let Some(item) = document.paths.paths.get_mut(route.path) else { continue };
        let operation = match route.method {
            Method::GET => item.get.as_mut(),
            Method::POST => item.post.as_mut(),
            Method::PUT => item.put.as_mut(),
            _ => None,
        };
        if let Some(operation) = operation {
            describe(operation, &route);
        }
    }
    document
}

fn describe(operation: &mut Operation, route: &Route) {
    let problem = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
    let response = ResponseBuilder::new().description("a problem").content("application/problem+json", problem).build();
    operation.responses.responses.insert("default".to_owned(), RefOr::T(response));
    if route.method != Method::GET {
        let text = Schema::Object(
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .min_length(Some(1))
                .max_length(Some(128))
                .build(),
        );
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("Fresh for each new change; a repetition with the same key gets the same answer."))
            .schema(Some(RefOr::T(text)))
            .build();
        operation.parameters.get_or_insert_default().push(RefOr::T(key));
    }
    let requirement = |name: &str| SecurityRequirement::new(name, Vec::<String>::new());
    let (roles, names): (String, Vec<&str>) = match route.admits {
        Admits::Everybody => ("everybody".to_owned(), Vec::new()),
        Admits::Roles(roles) => (words(roles), vec!["bearer", "cookie"]),
        Admits::RolesAndHolder(roles) => {
            (format!("{}, the ticket's holder", words(roles)), vec!["bearer", "cookie", "ticket"])
        }
        Admits::ByView => ("whoever may see the view".to_owned(), vec!["bearer", "cookie", "ticket"]),
    };
    if !names.is_empty() {
        operation.security = Some(names.into_iter().map(requirement).collect());
    }
    let said = operation.description.take().map(|text| format!("{text}\n\n")).unwrap_or_default();
    operation.description = Some(format!("{said}For: {roles}."));
}

fn words(roles: &[goiso_store::people::Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")
}

/// The document as it is served and committed.
pub fn text() -> String {
    match super::document().to_pretty_json() {
        Ok(text) => text + "\n",
        Err(error) => {
            tracing::error!(%error, "the API's description could not be written");
            String::new()
        }
    }
}

/// Answers with the document.
pub async fn serve(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// The page that shows the document, from files in the binary.
pub fn pages() -> Router<Shared> {
    let config = utoipa_swagger_ui::Config::from("/api/openapi.json").validator_url("none");
    utoipa_swagger_ui::SwaggerUi::new("/api/docs").config(config).into()
}
