//! What is said of a call or notice: as a plan of clips for pages, as sound for other players.

use crate::api::command;
use crate::api::incoming::ok;
use crate::app::Shared;
use crate::auth::Principal;
use crate::problem::{Problem, of_refusal, short};
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use goiso_queue::command::Item;
use goiso_queue::config::HallConfig;
use goiso_queue::hall::Hall;
use goiso_queue::voice::{Chime, NoticeSpeech, NumberStyle, Place, Region};
use goiso_queue::{Refusal, ZoneCode};
use goiso_voice::{Announcement, NoticeKind, Pass, Plan, Recall, Settings, Voices};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which form is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// `json` (the plan, the usual form) or `wav` (rendered, 48 kHz mono).
    #[serde(default)]
    pub format: Format,
    /// With `wav`: `first` (chime and all languages, the usual one), `repeat` (without the chime) or `short`.
    #[serde(default)]
    pub pass: WantedPass,
}

/// The form.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Clips and offsets.
    #[default]
    Json,
    /// Sound.
    Wav,
}

/// How much of it.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WantedPass {
    /// Chime and all languages.
    #[default]
    First,
    /// All languages.
    Repeat,
    /// The short phrase in the first language.
    Short,
}

/// An announcement as clips.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnouncementPlan {
    /// `c10`, `n3`.
    pub item: String,
    /// Samples a second, of all offsets and lengths.
    pub rate: u32,
    /// What is said when.
    pub passes: Passes,
}

/// The forms of an announcement, from the whole to the least.
#[derive(Debug, Serialize, ToSchema)]
pub struct Passes {
    /// Chime and all languages.
    pub first: PassPlan,
    /// All languages, when it is said again.
    pub repeat: PassPlan,
    /// The short phrase in the first language, while others wait.
    pub short: PassPlan,
}

/// Clips on one clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassPlan {
    /// The whole length.
    pub samples: u64,
    /// In their order, never overlapping.
    pub clips: Vec<PlannedClip>,
}

/// One clip.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedClip {
    /// Where to fetch it.
    pub url: String,
    /// What it says: `digit.0`.
    pub key: String,
    /// Whose it is.
    pub voice: String,
    /// Where it begins.
    pub at: u64,
    /// Its length.
    pub samples: u64,
    /// What it is multiplied with.
    pub gain: f32,
}

/// Get what is said of a call or notice.
#[utoipa::path(get, path = "/api/v1/halls/{hall}/announcements/{item}", tag = "halls", operation_id = "get_announcement",
    params(("hall" = String, Path), ("item" = String, Path, description = "A call's or notice's id: c10, n3"), Wanted),
    responses((status = 200, body = AnnouncementPlan, content_type = "application/json"),
        (status = 200, content_type = "audio/wav", description = "with format=wav")))]
pub async fn get(
    State(app): State<Shared>,
    Extension(principal): Extension<Principal>,
    Path((hall, item)): Path<(String, String)>,
    query: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let hall = command::hall(&hall)?;
    let Query(wanted) = query.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
    let unknown = || of_refusal(&Refusal::UnknownItem { item: short(&item) });
    let known = Item::try_from(item.clone()).map_err(|_| unknown())?;
    let own = principal.member().and_then(|member| member.zone.clone());
    let found = app.engine.read(&hall, |published| said_of(published.hall, known, own.as_ref()));
    let (what, settings) = found.ok_or_else(|| Problem::unknown_hall(hall.as_str()))?.ok_or_else(unknown)?;
    let rendered = tokio::task::spawn_blocking(move || match wanted.format {
        Format::Json => {
            let of = |pass| pass_plan(app.voices.plan(&what, &settings, pass));
            let passes = Passes { first: of(Pass::First), repeat: of(Pass::Repeat), short: of(Pass::Short) };
            ok(&AnnouncementPlan { item: known.to_string(), rate: goiso_voice::RATE, passes })
        }
        Format::Wav => {
            let pass = match wanted.pass {
                WantedPass::First => Pass::First,
                WantedPass::Repeat => Pass::Repeat,
                WantedPass::Short => Pass::Short,
            };
            let samples = app.voices.render(&app.voices.plan(&what, &settings, pass), 1.0).map_err(|error| {
                tracing::error!(%error, "an announcement could not be rendered");
                Problem::internal()
            })?;
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
            let kept = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            Ok((StatusCode::OK, [kind, kept], goiso_voice::wav(&samples)).into_response())
        }
    });
    rendered.await.map_err(|error| {
        tracing::error!(%error, "an announcement was not planned");
        Problem::internal()
    })?
}

/// What is said of an item, and how; none if there is nothing to say of it to whoever is bound to this zone.
fn said_of(hall: &Hall, item: Item, own: Option<&ZoneCode>) -> Option<(Announcement, Settings)> {
    let here = |zone: &ZoneCode| own.is_none_or(|own| own == zone);
    let what = match item {
        Item::Call(id) => {
            let call = hall.calls.get(&id).filter(|call| here(&call.zone))?;
            let zone = hall.config.zones.iter().find(|zone| zone.code == call.zone)?;
            let recall = if call.number > 1 { Recall::Again } else { Recall::First };
            let place = place_of(zone.speech.place);
            Announcement::Call { label: call.label.to_string(), place, counter: call.counter.to_string(), recall }
        }
        Item::Notice(id) => {
            let notice = hall.notices.get(&id)?;
            if !(notice.zones.is_empty() || notice.zones.iter().any(here)) {
                return None;
            }
            let kind = match notice.speech? {
                NoticeSpeech::Text => NoticeKind::Text,
                NoticeSpeech::ClosingSoon => NoticeKind::ClosingSoon,
                NoticeSpeech::IssuingClosed => NoticeKind::IssuingClosed,
                NoticeSpeech::CounterPaused => NoticeKind::CounterPaused,
                NoticeSpeech::Prepare => NoticeKind::Prepare,
                NoticeSpeech::Thanks => NoticeKind::Thanks,
                NoticeSpeech::Welcome => NoticeKind::Welcome,
            };
            Announcement::Notice { kind }
        }
    };
    Some((what, settings_of(&hall.config)))
}

/// A counter whose name some voice cannot say: people are called there in the other languages, or by a chime alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Unsaid {
    /// Its number.
    pub counter: String,
    /// Languages of the hall that leave its calls out.
    pub languages: Vec<String>,
}

/// The counters of a configuration that cannot be said in every language of its hall.
pub fn unsaid(config: &HallConfig, voices: &Voices) -> Vec<Unsaid> {
    let settings = settings_of(config);
    let found = config.counters.iter().map(|counter| {
        let zone = config.zones.iter().find(|zone| zone.code == counter.zone);
        let call = Announcement::Call {
            // the first ticket of the day
            label: counter.groups.first().map_or_else(String::new, |group| format!("{group}001")),
            place: zone.map_or(goiso_voice::Place::Counter, |zone| place_of(zone.speech.place)),
            counter: counter.number.to_string(),
            recall: Recall::First,
        };
        let languages = voices.unsaid(&call, &settings).iter().map(ToString::to_string).collect();
        Unsaid { counter: counter.number.to_string(), languages }
    });
    found.filter(|unsaid: &Unsaid| !unsaid.languages.is_empty()).collect()
}

fn place_of(place: Place) -> goiso_voice::Place {
    match place {
        Place::Counter => goiso_voice::Place::Counter,
        Place::Window => goiso_voice::Place::Window,
        Place::Room => goiso_voice::Place::Room,
    }
}

fn settings_of(config: &HallConfig) -> Settings {
    let voice = &config.voice;
    Settings {
        languages: voice.languages.iter().filter_map(|language| language.parse().ok()).collect(),
        style: match voice.style {
            NumberStyle::Digits => goiso_voice::NumberStyle::Digits,
            NumberStyle::Number => goiso_voice::NumberStyle::Number,
        },
        region: match voice.region {
            Region::North => goiso_voice::Region::North,
            Region::South => goiso_voice::Region::South,
        },
        chime: match voice.chime {
            Chime::Soft => goiso_voice::Chime::Soft,
            Chime::Classic => goiso_voice::Chime::Classic,
            Chime::None => goiso_voice::Chime::None,
        },
        ..Settings::default()
    }
}

fn pass_plan(plan: Plan) -> PassPlan {
    let clips = plan.clips.into_iter().map(|clip| PlannedClip {
        url: format!("/sounds/{}/{}", clip.voice, clip.file),
        key: clip.key,
        voice: clip.voice,
        at: clip.at,
        samples: clip.len,
        gain: clip.gain,
    });
    PassPlan { samples: plan.len, clips: clips.collect() }
}
