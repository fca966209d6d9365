"""The directory of experts: their profiles, who has checked them, how they are found and proposed."""
