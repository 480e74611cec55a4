//! The lists an office starts with: topics with their sections, stakeholder types with their roles, channels, statuses.
