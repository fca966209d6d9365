"""The shell of the portal: settings, addresses, jobs, health, and the pages that combine layers."""
