//! Who may do and see what: every route and every view, every role, in the own hall and in another.

use crate::hall::wall::Wall;
use crate::hall::{HALL, OTHER, TestHall};
use axum::http::Method;
use goiso_server::api::roles::{Admits, routes};
use goiso_store::people::Role;
use serde_json::json;

/// What a route's path stands for in a hall; ids that exist nowhere, so that nothing is changed by asking.
fn concrete(path: &str, hall: &str) -> String {
    path.replace("{hall}", hall)
        .replace("{counter}", "1")
        .replace("{ticket}", "t999999")
        .replace("{notice}", "n999999")
        .replace("{report}", "days")
        .replace("{person}", "p-nobody")
        .replace("{token}", "d-nobody")
        .replace("{session}", "nobody")
        .replace("{printer}", "nowhere")
        .replace("{device}", "d-nobody")
}

#[tokio::test]
async fn the_table_holds_for_every_route_role_and_hall() {
    let hall = TestHall::open().await;
    for route in routes() {
        let roles = match route.admits {
            Admits::Everybody | Admits::ByView => continue,
            Admits::Roles(roles) | Admits::RolesAndHolder(roles) => roles,
        };
        // without proof, and with one that is none
        let own = concrete(route.path, HALL);
        let nobody = ask(&hall.nobody(), &route.method, &own).await;
        assert_eq!(nobody.problem(), (401, "unauthenticated".to_owned()), "{} {own}", route.method);
        let wrong = ask(&hall.nobody().bearer("khong-co"), &route.method, &own).await;
        assert_eq!(wrong.problem(), (401, "unauthenticated".to_owned()), "{} {own}", route.method);
        for role in Role::ALL {
            let http = hall.by(role.word());
            let answer = ask(&http, &route.method, &own).await;
            let refused = answer.status == 403 && answer.json()["code"] == "forbidden";
            if roles.contains(&role) {
                let own_bound = answer.body.contains("only an admin of every hall");
                assert!(!refused || own_bound, "{role:?} {} {own}: {}", route.method, answer.body);
                assert_ne!(answer.status, 401);
            } else {
                assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{role:?} {} {own}", route.method);
            }
            if route.path.contains("{hall}") {
                // a hall out of reach is as unknown as one that is not there, whatever the role
                let other = ask(&http, &route.method, &concrete(route.path, OTHER)).await;
                assert_eq!(
                    other.problem(),
                    (404, "unknown_hall".to_owned()),
                    "{role:?} {} {}",
                    route.method,
                    route.path
                );
            }
        }
    }
    hall.stop().await;
}

async fn ask(http: &crate::hall::http::Http, method: &Method, path: &str) -> crate::hall::http::Answer {
    match *method {
        Method::GET => http.get(path).await,
        Method::PUT => http.put(path, json!({})).await,
        _ => http.post(path, json!({"khong": "co"})).await,
    }
}

#[tokio::test]
async fn a_view_opens_for_its_roles_in_their_own_hall_alone() {
    let hall = TestHall::open().await;
    let views = [
        ("zone/main", vec!["admin", "supervisor", "officer", "greeter", "display", "announcer"]),
        ("counter/1", vec!["admin", "supervisor", "officer"]),
        ("counter/1/display", vec!["admin", "supervisor", "officer", "display"]),
        ("kiosk", vec!["admin", "supervisor", "greeter", "kiosk"]),
        ("desk", vec!["admin", "supervisor", "officer", "greeter"]),
        ("supervisor", vec!["admin", "supervisor"]),
    ];
    for (view, admitted) in &views {
        for role in Role::ALL {
            let own = format!("hall/{HALL}/{view}");
            let answer = hall.by(role.word()).get(&format!("/api/v1/view?name={own}")).await;
            if admitted.contains(&role.word()) {
                assert_eq!(answer.ok()["type"], "snapshot", "{role:?} {view}");
                Wall::follow(&hall, role.word(), &own).await;
            } else {
                assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{role:?} {view}");
                let hello = json!({"type": "hello", "view": own, "token": hall.token(role.word())});
                assert_eq!(Wall::turned_away(&hall, hello).await, 4103, "{role:?} {view}");
            }
            let other = format!("hall/{OTHER}/{view}");
            let answer = hall.by(role.word()).get(&format!("/api/v1/view?name={other}")).await;
            assert_eq!(answer.problem(), (404, "unknown_view".to_owned()), "{role:?} {other}");
            let hello = json!({"type": "hello", "view": other, "token": hall.token(role.word())});
            assert_eq!(Wall::turned_away(&hall, hello).await, 4104, "{role:?} {other}");
        }
        let hello = json!({"type": "hello", "view": format!("hall/{HALL}/{view}")});
        assert_eq!(Wall::turned_away(&hall, hello).await, 4101, "nobody sees {view}");
    }
    hall.stop().await;
}

#[tokio::test]
async fn the_holder_of_a_link_has_their_own_ticket_alone() {
    let hall = TestHall::open().await;
    let own = hall.kiosk().take("A").await;
    let foreign = hall.kiosk().take("A").await;
    let token = own["phone_url"].as_str().and_then(|url| url.strip_prefix("/ticket/#")).expect("a link").to_owned();
    let holder = hall.nobody().with("authorization", &format!("Ticket {token}"));
    let path = |ticket: &serde_json::Value, rest: &str| {
        format!("/api/v1/halls/{HALL}/tickets/{}{rest}", crate::hall::id(ticket))
    };
    assert_eq!(holder.get(&path(&own, "")).await.ok()["label"], "A001");
    assert_eq!(holder.get(&path(&foreign, "")).await.problem(), (404, "unknown_ticket".to_owned()));
    assert_eq!(holder.post(&path(&foreign, "/cancel"), json!({})).await.problem(), (404, "unknown_ticket".to_owned()));
    assert_eq!(
        holder.post(&path(&own, "/void"), json!({"reason": "x"})).await.problem(),
        (403, "forbidden".to_owned())
    );
    assert_eq!(holder.get(&format!("/api/v1/halls/{HALL}")).await.problem(), (403, "forbidden".to_owned()));
    assert_eq!(holder.post(&path(&own, "/push-back"), json!({})).await.ok()["people_ahead"], 1);
    assert_eq!(holder.get("/api/v1/view?name=ticket").await.ok()["type"], "snapshot");
    let in_url = hall.nobody().get(&format!("/api/v1/view?name=ticket/{token}")).await;
    assert_eq!(in_url.problem(), (400, "bad_request".to_owned()), "a token has no place in a URL");
    // a kiosk sees the state of a ticket and not the right over it
    assert_eq!(hall.by("kiosk").get(&path(&own, "")).await.ok()["phone_url"], "");
    let left = holder.post(&path(&own, "/cancel"), json!({})).await.ok();
    assert_eq!((left["state"].clone(), left["outcome"].clone()), (json!("done"), json!("left")));
    let mut forged = token.clone();
    let last = if forged.pop() == Some('a') { 'b' } else { 'a' };
    forged.push(last);
    let forger = hall.nobody().with("authorization", &format!("Ticket {forged}"));
    assert_eq!(forger.get(&path(&own, "")).await.problem(), (401, "unauthenticated".to_owned()));
    hall.stop().await;
}
