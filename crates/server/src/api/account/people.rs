//! People who sign in with a password: listed, added, changed.

use super::{hall_of, login_of, name_of, role_of, standing_of};
use crate::api::incoming::{Incoming, Outside, ok};
use crate::app::Shared;
use crate::auth::{Member, Principal, fresh_id};
use crate::problem::{Problem, short};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use goiso_store::people::{Person, Role, Standing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// People within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct People {
    /// By login.
    pub people: Vec<PersonEntry>,
}

/// A person, without the password.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonEntry {
    /// Stable id, also in the log.
    pub id: String,
    /// What they type to sign in.
    pub login: String,
    /// For people.
    pub name: String,
    /// What they may do.
    pub role: String,
    /// Where; null for every hall.
    pub hall: Option<String>,
    /// `active` or `disabled`.
    pub standing: String,
    /// Unix milliseconds.
    pub created_at: i64,
}

impl PersonEntry {
    fn of(person: &Person) -> Self {
        Self {
            id: person.id.clone(),
            login: person.login.clone(),
            name: person.name.clone(),
            role: person.role.word().to_owned(),
            hall: person.hall.as_ref().map(ToString::to_string),
            standing: person.standing.word().to_owned(),
            created_at: person.created_at,
        }
    }
}

/// A person to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPersonBody {
    /// What they will type to sign in.
    pub login: String,
    /// For people.
    pub name: String,
    /// `admin`, `supervisor`, `officer`, `greeter`.
    pub role: String,
    /// Where; null for every hall.
    pub hall: Option<String>,
    /// 10 characters at least.
    pub password: String,
}

/// What changes; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePersonBody {
    /// For people.
    pub name: Option<String>,
    /// What they may do.
    pub role: Option<String>,
    /// Another hall.
    pub hall: Option<String>,
    /// `active` or `disabled`.
    pub standing: Option<String>,
    /// A new password; it ends the person's sessions.
    pub password: Option<String>,
}

/// List people.
#[utoipa::path(get, path = "/api/v1/people", tag = "account", operation_id = "list_people",
    responses((status = 200, body = People)))]
pub async fn list(State(app): State<Shared>, Extension(principal): Extension<Principal>) -> Result<Response, Problem> {
    let admin = principal.member().ok_or_else(|| Problem::unauthenticated("this needs a token or a sign-in"))?;
    let book = app.auth.book();
    let people = book.people();
    ok(&People { people: people.iter().filter(|person| within_reach(admin, person)).map(PersonEntry::of).collect() })
}

/// Add a person.
#[utoipa::path(post, path = "/api/v1/people", tag = "account", operation_id = "add_person",
    request_body = AddPersonBody, responses((status = 201, body = PersonEntry)))]
pub async fn add(State(app): State<Shared>, incoming: Incoming) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let body: AddPersonBody = incoming.json()?;
        let login = login_of(&body.login)?;
        if app.auth.book().people().iter().any(|person| person.login == login) {
            let detail = format!("somebody signs in as {login} already");
            return Err(Problem::new(StatusCode::CONFLICT, "login_taken", detail).fact("login", login));
        }
        let person = Person {
            id: fresh_id("p")?,
            login,
            name: name_of(&body.name)?,
            role: persons_role(&body.role)?,
            hall: hall_of(&app, incoming.member()?, body.hall)?,
            password: app.auth.passwords.hash(body.password).await?,
            standing: Standing::Active,
            created_at: app.auth.now(),
        };
        let entry = PersonEntry::of(&person);
        app.auth.change(async |store| store.add_person(person).await).await?;
        Outside::kept(StatusCode::CREATED, &entry)
    };
    incoming.outside(&app, work).await
}

/// Change a person; their sessions and streams end when what they may do changes.
#[utoipa::path(post, path = "/api/v1/people/{person}", tag = "account", operation_id = "change_person",
    params(("person" = String, Path)), request_body = ChangePersonBody, responses((status = 200, body = PersonEntry)))]
pub async fn change(
    State(app): State<Shared>,
    Path(id): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let work = async |incoming: &Incoming| {
        let body: ChangePersonBody = incoming.json()?;
        let admin = incoming.member()?;
        let book = app.auth.book();
        let known = book.person(&id).filter(|person| within_reach(admin, person)).cloned();
        let mut person = known.ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "unknown_person", format!("there is no person {}", short(&id)))
        })?;
        let before = person.clone();
        if let Some(name) = body.name {
            person.name = name_of(&name)?;
        }
        if let Some(role) = body.role {
            person.role = persons_role(&role)?;
        }
        if body.hall.is_some() {
            person.hall = hall_of(&app, admin, body.hall)?;
        }
        if let Some(standing) = body.standing {
            person.standing = standing_of(&standing)?;
        }
        if let Some(password) = body.password {
            person.password = app.auth.passwords.hash(password).await?;
        }
        let last_admin = before.role == Role::Admin
            && before.standing == Standing::Active
            && (person.role != Role::Admin || person.standing != Standing::Active)
            && !book.people().iter().any(|other| {
                other.id != person.id
                    && other.role == Role::Admin
                    && other.standing == Standing::Active
                    && other.hall.is_none()
            });
        if last_admin {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "last_admin",
                "somebody must remain who is an admin of every hall",
            ));
        }
        let ends = person.password != before.password
            || person.role != before.role
            || person.hall != before.hall
            || person.standing != before.standing;
        let entry = PersonEntry::of(&person);
        app.auth
            .change(async |store| {
                let id = person.id.clone();
                store.update_person(person).await?;
                if ends {
                    store.end_sessions_of(&id).await?;
                }
                Ok::<(), goiso_store::StoreError>(())
            })
            .await?;
        Outside::kept(StatusCode::OK, &entry)
    };
    incoming.outside(&app, work).await
}

fn within_reach(admin: &Member, person: &Person) -> bool {
    admin.hall.is_none() || admin.hall == person.hall
}

fn persons_role(word: &str) -> Result<Role, Problem> {
    match role_of(word)? {
        role @ (Role::Admin | Role::Supervisor | Role::Officer | Role::Greeter) => Ok(role),
        Role::Kiosk | Role::Display | Role::Announcer => {
            Err(Problem::bad_request("a device has a token, not a password"))
        }
    }
}
