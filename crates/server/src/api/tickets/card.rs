//! A card is shown at a kiosk: whom it belongs to becomes a word of today, and the number goes no further.

use crate::api::command;
use crate::api::incoming::{Incoming, ok};
use crate::api::private;
use crate::app::Shared;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The digits of a card's number.
const DIGITS: usize = 12;

/// A card. It is not printed and not kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardBody {
    /// The 12 digits of an identity card.
    #[schema(min_length = 12, max_length = 12, pattern = "^[0-9]{12}$")]
    pub number: String,
}

/// What is known of whoever showed a card.
#[derive(Debug, Serialize, ToSchema)]
pub struct Card {
    /// Stands for the card in `issue_ticket` today, and for nothing tomorrow.
    pub card: String,
    /// The number that this person took last, if it is still open.
    pub open: Option<OpenTicket>,
    /// Whether the rules let this person take a number now, by what they took already.
    pub may_take: bool,
}

/// A number that is still open.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenTicket {
    /// `t17`.
    pub id: String,
    /// `A012`.
    pub label: String,
    /// `waiting`, `called`, `serving`, `parked`.
    pub state: String,
    /// Where to go, when called or served.
    pub counter: Option<String>,
}

/// Show a card. Nothing is written, whatever the key.
#[utoipa::path(post, path = "/api/v1/halls/{hall}/cards", tag = "tickets", operation_id = "show_card",
    params(("hall" = String, Path)), request_body = CardBody, responses((status = 200, body = Card)))]
pub async fn show(
    State(app): State<Shared>,
    Path(hall): Path<String>,
    incoming: Incoming,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    app.limits
        .take(&app.limits.cards, &incoming.principal.id())
        .map_err(|wait| Problem::too_many("too_fast", "too many cards are shown here", wait.retry_after_s))?;
    // what the parser would repeat of a body that does not fit is a person's number
    let Ok(CardBody { number }) = incoming.json() else {
        return Err(Problem::bad_request("send {\"number\": the 12 digits of a card}"));
    };
    if number.len() != DIGITS || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::bad_request("number is the 12 digits of an identity card"));
    }
    let key = app.card_key(&hall).await?;
    let card = private::card(&key, &number)?;
    let (person, _) = private::person(&key, &card)?;
    let known = app.engine.read(&hall, |published| {
        let hall = published.hall;
        let limits = hall.config.limits;
        let open = hall.person_newest(&person).map(|ticket| OpenTicket {
            id: ticket.id.to_string(),
            label: ticket.label.to_string(),
            state: ticket.state.word().to_owned(),
            counter: ticket.counter().map(ToString::to_string),
        });
        let below = |most: Option<u8>, count: usize| most.is_none_or(|most| count < usize::from(most));
        let may_take = below(limits.person_open, hall.person_open(&person))
            && below(limits.person_daily, hall.persons.get(&person).map_or(0, Vec::len));
        (open, may_take)
    });
    let (open, may_take) = known.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?;
    ok(&Card { card, open, may_take })
}
