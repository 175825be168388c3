//! The result as one aligned table.

use std::time::Duration;

use crate::Times;
use crate::cases::Case;

pub fn print(tasks: usize, rounds: usize, cases: &[Case], times: &[Times], answers: &[String]) {
    println!("{tasks} tasks, {rounds} rounds; milliseconds\n");
    println!(
        "{:<44} {:>8} {:>8} {:>8} {:>8}   {:>10}   answer",
        "", "median", "fastest", "slowest", "target", "bare SQL"
    );
    let mut missed = 0;
    for ((case, times), answer) in cases.iter().zip(times).zip(answers) {
        let median = middle(&times.ours);
        let is_missed = median > case.target_ms;
        missed += usize::from(is_missed);
        println!(
            "{:<44} {:>8.2} {:>8.2} {:>8.2} {:>8}{}  {:>10.2}   {}",
            case.name,
            median,
            times.ours.first().copied().map_or(0.0, ms),
            times.ours.last().copied().map_or(0.0, ms),
            case.target_ms,
            if is_missed { "!" } else { " " },
            middle(&times.plain),
            answer,
        );
    }
    println!();
    match missed {
        0 => println!("every median is within its target"),
        missed => println!("{missed} medians (!) are over their target"),
    }
}

fn middle(sorted: &[Duration]) -> f64 {
    sorted.get(sorted.len() / 2).copied().map_or(0.0, ms)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
