"""What happens between an interest and its answer: questions, reminders, and listings that end meanwhile."""
