//! What can be done to the tasks that are picked in the list.

use domain::Role;
use leptos::prelude::*;

use super::list::task_list;
use super::picked::Picked;
use crate::bulk::BulkBar;

#[component]
pub fn PickedBar(role: Role) -> impl IntoView {
    let list = task_list();
    let filter = Memo::new(move |_| list.link.with(|link| link.filter.clone()));
    let selection = Memo::new(move |_| {
        list.picked
            .with(|picked| filter.with(|filter| picked.selection(filter)))
    });
    let clear = move |()| list.picked.set(Picked::default());
    view! {
        <BulkBar
            selection
            count=Signal::derive(move || list.picked_count())
            matching=Signal::derive(move || list.stretch.with(|stretch| stretch.total))
            role
            on_done=move |()| {
                clear(());
                list.reload();
            }
            on_select_all=move |()| list.pick_all()
            on_clear=clear
            on_export=Callback::new(move |()| list.export_open.set(true))
        />
    }
}
