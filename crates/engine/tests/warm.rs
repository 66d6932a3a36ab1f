//! What a hall learnt about waits is there again after a restart.

mod stage;

use goiso_queue::forecast::live::Forecaster;
use goiso_queue::{Action, CounterNo, Forecast, Moment};
use stage::{MORNING, Running, hall, staff};

impl Running {
    /// The table once the turn before is over: a command that is refused comes after it.
    async fn table(&self) -> Forecast {
        assert_eq!(self.act(staff("p-lan"), Action::CloseCounter { counter: counter("2") }).await.0, 409);
        self.engine.read(&hall(), |now| now.ranges.clone()).expect("a hall")
    }

    /// Until this wall time.
    fn until(&self, at: i64) {
        let now = self.engine.read(&hall(), |now| now.now.0).expect("a hall");
        self.clock.pass(at - now);
    }
}

fn counter(number: &str) -> CounterNo {
    number.parse().expect("a counter")
}

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Three days of a line that grows and falls, and the morning of a fourth with people in line.
async fn four_days(running: &Running) {
    for day in 0..4_i64 {
        running.until(MORNING + day * DAY_MS);
        running.open_counter().await;
        for person in 0..30_i64 {
            running.issue().await;
            running.clock.pass(40_000 + 7_000 * (person % 5));
            if person % 3 != 1 || person > 20 {
                assert_eq!(running.call_next().await.0, 200);
            }
        }
        if day < 3 {
            for _ in 0..30 {
                running.clock.pass(60_000 + 500 * day);
                assert_eq!(running.call_next().await.0, 200);
            }
        }
    }
    for _ in 0..4 {
        running.issue().await;
    }
}

#[tokio::test]
async fn a_hall_that_was_restarted_tells_what_one_that_ran_through_tells() {
    let running = Running::open().await;
    four_days(&running).await;
    running.clock.pass(1_000);
    running.issue().await;
    let ran_through = running.table().await;
    assert!(ran_through.lines.values().any(|prospect| prospect.range.is_some()), "{ran_through:?}");
    assert!(ran_through.tickets.len() > 3, "{ran_through:?}");
    let present = running.hall_now();
    let cold = Forecaster::of(&present).table(&present, Moment(present.last_at.0));
    assert_ne!(cold, ran_through, "the past matters to what is told");

    let running = running.restart().await;
    running.engine.warmed(&hall()).await;
    assert_eq!(running.table().await, ran_through);

    // And what happens afterwards is learnt in both alike.
    running.clock.pass(90_000);
    assert_eq!(running.call_next().await.0, 200);
    let went_on = running.table().await;
    let running = running.restart().await;
    running.engine.warmed(&hall()).await;
    assert_eq!(running.table().await, went_on);
    running.engine.stop().await;
}
