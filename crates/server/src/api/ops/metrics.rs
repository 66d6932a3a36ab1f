//! What the server counts, in Prometheus' text format. No fact of a hall or a person stands in it.

use crate::app::Shared;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use goiso_engine::EngineMetrics;
use std::fmt::Write;

/// Which parts of a distribution are told.
const QUANTILES: [f64; 4] = [0.5, 0.9, 0.99, 1.0];

/// Counters and distributions.
#[utoipa::path(get, path = "/metrics", tag = "server", operation_id = "metrics",
    responses((status = 200, description = "Prometheus text", content_type = "text/plain")))]
pub async fn metrics(State(app): State<Shared>) -> Response {
    let text = text(&app.engine.metrics(), app.engine.halls().len(), app.limits.streams.open());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn text(engine: &EngineMetrics, halls: usize, streams: u32) -> String {
    let mut text = String::new();
    let counters = [
        ("commands_done", engine.commands_done, "Commands carried out"),
        ("commands_refused", engine.commands_refused, "Commands that the rules refused"),
        ("commands_replayed", engine.commands_replayed, "Answers given again under their key"),
        ("keys_reused", engine.keys_reused, "Keys used again with another request"),
        ("commands_busy", engine.commands_busy, "Commands turned away at a full mailbox"),
        ("commands_failed", engine.commands_failed, "Commands that the database could not take"),
        ("batches", engine.batches, "Transactions"),
        ("events", engine.events, "Events written"),
        ("reloads", engine.reloads, "Halls read again after a failure"),
        ("snapshots", engine.snapshots, "Whole views sent"),
        ("updates", engine.updates, "Changes sent to streams that were up to date"),
        ("merged_updates", engine.merged, "Changes sent merged to streams that were behind"),
        ("beats", engine.beats, "Beats sent"),
        ("live_frames", engine.lives, "Unlogged facts sent"),
        ("resumes", engine.resumes, "Streams that went on from where they stood"),
        ("clients_ahead", engine.ahead, "Streams that stood further than the log"),
        ("speech_asked", engine.speech_asked, "Leave to speak asked for"),
        ("floods", engine.floods, "Streams ended for too many frames"),
    ];
    for (name, value, help) in counters {
        // writing to a string cannot fail
        let _ = write!(
            text,
            "# HELP goiso_{name}_total {help}.\n# TYPE goiso_{name}_total counter\ngoiso_{name}_total {value}\n"
        );
    }
    let gauges = [
        ("halls", halls as u64, "Halls that run"),
        ("sessions", engine.sessions, "Streams attached to views"),
        ("views", engine.views, "Views kept"),
        ("streams", u64::from(streams), "Streams open"),
    ];
    for (name, value, help) in gauges {
        let _ = write!(text, "# HELP goiso_{name} {help}.\n# TYPE goiso_{name} gauge\ngoiso_{name} {value}\n");
    }
    summary(&mut text, "batch_commands", "Commands in a transaction", &engine.batch_sizes, 1.0);
    summary(&mut text, "commit_seconds", "From handing a batch to the store until COMMIT", &engine.commit_us, 1e-6);
    text
}

fn summary(text: &mut String, name: &str, help: &str, of: &hdrhistogram::Histogram<u64>, unit: f64) {
    let _ = write!(text, "# HELP goiso_{name} {help}.\n# TYPE goiso_{name} summary\n");
    for quantile in QUANTILES {
        #[expect(clippy::cast_precision_loss, reason = "the distribution has two digits anyway")]
        let value = of.value_at_quantile(quantile) as f64 * unit;
        let _ = writeln!(text, "goiso_{name}{{quantile=\"{quantile}\"}} {value}");
    }
    #[expect(clippy::cast_precision_loss, reason = "a sum of estimates")]
    let sum = of.mean() * of.len() as f64 * unit;
    let _ = write!(text, "goiso_{name}_sum {sum}\ngoiso_{name}_count {}\n", of.len());
}
