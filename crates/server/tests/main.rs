//! The server as people and programs meet it. One program of all the files: each of its own would be linked with the whole server.

mod announcements;
mod bad_input;
mod browser_prints;
mod cards;
mod command_line;
mod deliveries;
mod demo;
mod devices;
mod fairness;
mod following;
mod hall;
mod history;
mod import_history;
mod mailbox;
mod media;
mod openapi;
mod pages;
mod printer;
mod printing;
mod report_edges;
mod reports;
mod roles;
mod sign_in;
mod slips;
mod steering;
mod voice_commands;
