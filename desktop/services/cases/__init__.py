"""The verbs of a course, from the referral to the end, by what they are about; `services.courses` is all of them together."""
