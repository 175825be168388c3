//! Which changes call back.

use crate::audit::TaskState;
use crate::named::named_enum;

named_enum! {
    /// What a callback tells of.
    pub enum CallbackEvent {
        /// A response came in, the first or another after the task was sent back.
        Completed = 0, "completed", "Completed";
        /// The task cannot be done.
        Error = 1, "error", "Error";
        /// The verdict is another one, or the response was replaced.
        Audited = 2, "audited", "Audited";
        /// The task is pending again.
        Recalled = 3, "recalled", "Sent back";
        /// Somebody asked for the task to be sent as it is.
        Resent = 4, "resent", "Sent again";
    }
}

/// A task at one moment, as far as callbacks look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskMoment {
    pub state: TaskState,
    /// The number of the current response; 0 while there is none.
    pub response_version: i32,
}

/// What a change calls back with, if it does: an error, a completion, a way back to pending, another
/// verdict, another response. Whoever cancels a task knows it, and labelers who take a task or give
/// it back are nobody's business.
pub fn callback_event(before: TaskMoment, after: TaskMoment) -> Option<CallbackEvent> {
    let (was, is) = (before.state.status, after.state.status);
    let is_judged_anew = before.state.review_status.api_str()
        != after.state.review_status.api_str()
        || before.response_version != after.response_version;
    match () {
        () if was.api() != is.api() && is.is_completed() => Some(CallbackEvent::Completed),
        () if was != is && is == crate::TaskStatus::Error => Some(CallbackEvent::Error),
        () if was.is_completed() && is.is_pending() => Some(CallbackEvent::Recalled),
        () if is.is_completed() && is_judged_anew => Some(CallbackEvent::Audited),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Judgement, RejectPolicy, judge};
    use crate::step::TRANSITIONS;
    use crate::{ReviewStatus, Step, TaskStatus};

    fn moment(
        status: TaskStatus,
        review_status: ReviewStatus,
        response_version: i32,
    ) -> TaskMoment {
        TaskMoment {
            state: TaskState {
                status,
                review_status,
            },
            response_version,
        }
    }

    #[test]
    fn every_step_of_a_task_calls_back_as_it_should() {
        for (from, step, to) in TRANSITIONS {
            let review = if to.is_completed() {
                ReviewStatus::Pending
            } else {
                ReviewStatus::NotReady
            };
            let event = callback_event(
                moment(*from, ReviewStatus::NotReady, 0),
                moment(*to, review, i32::from(to.is_completed())),
            );
            let expected = match step {
                Step::Complete | Step::CompleteAgain => Some(CallbackEvent::Completed),
                Step::Fail => Some(CallbackEvent::Error),
                Step::Requeue => Some(CallbackEvent::Recalled),
                Step::Claim | Step::Release | Step::Cancel => None,
            };
            assert_eq!(event, expected, "{from:?} {step:?}");
        }
    }

    #[test]
    fn every_other_verdict_calls_back_and_the_same_one_again_does_not() {
        let before = moment(TaskStatus::Completed, ReviewStatus::Pending, 1);
        let accept = Judgement::Accept {
            comment: String::new(),
        };
        let after = |judgement: &Judgement, policy, from: TaskMoment| TaskMoment {
            state: judge(from.state, judgement, policy).unwrap(),
            response_version: from.response_version,
        };
        let accepted = after(&accept, RejectPolicy::Keep, before);
        assert_eq!(
            callback_event(before, accepted),
            Some(CallbackEvent::Audited)
        );
        let again = after(&accept, RejectPolicy::Keep, accepted);
        assert_eq!(callback_event(accepted, again), None);
        let reject = Judgement::Reject {
            reason: "loose".to_owned(),
        };
        let kept = after(&reject, RejectPolicy::Keep, before);
        assert_eq!(callback_event(before, kept), Some(CallbackEvent::Audited));
        let queued = after(&reject, RejectPolicy::Requeue, before);
        assert_eq!(
            callback_event(before, queued),
            Some(CallbackEvent::Recalled)
        );
        // Taken back.
        assert_eq!(
            callback_event(queued, before),
            Some(CallbackEvent::Completed)
        );
    }

    #[test]
    fn a_second_fix_calls_back_though_the_audit_status_stays() {
        let first = moment(TaskStatus::Completed, ReviewStatus::Fixed, 2);
        let second = moment(TaskStatus::Completed, ReviewStatus::Fixed, 3);
        assert_eq!(callback_event(first, second), Some(CallbackEvent::Audited));
        assert_eq!(callback_event(first, first), None);
    }
}
