"""Site profiles: what stands on many pages of a site is not the article."""

from cleaner.find.sites.profile import SiteProfiles, profiles_of

__all__ = ["SiteProfiles", "profiles_of"]
