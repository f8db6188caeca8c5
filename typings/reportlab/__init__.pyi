# What Indenfor uses of reportlab, whose wheel carries no types.
