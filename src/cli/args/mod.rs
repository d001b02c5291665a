//! Arguments; their help texts teach.

mod command;
mod conduct;
mod options;
mod words;

pub(super) use command::{Arguments, Command};
pub(super) use conduct::Conduct;
pub(super) use options::{
    ExplainOptions, JudgeOptions, ListOptions, Listed, PlanOptions, ReportOptions, RunOptions,
    SchemaOf, SelftestOptions, ServeOptions,
};
