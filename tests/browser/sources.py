"""Sources that the page has to bear."""

HOSTILE_TITLE = """"><img src=x onerror=window.hacked=1> 'Quoted' & "Quoted" """.strip()
OVERRIDE = "\u202e"
HOSTILE = f"""{HOSTILE_TITLE}

The harbor of Zunder <script>window.hacked = 1</script> has {OVERRIDE}4711 berths for barges.[1]
It lies on the river Morn.

See <a href="javascript:window.hacked=1">here</a> and javascript:window.hacked=1 for more. {"Mud" * 3400}

{OVERRIDE}Ships that come at night are told to wait.

[1] Register "of" <b onclick=window.hacked=1>berths</b>{OVERRIDE},
https://register.example/?a="><script>window.hacked=1</script> and javascript:window.hacked=1.
"""

ASTRAL = """# Foxes of Ulmar 🦊

🦊🦊🦊 In the old town of Ulmar foxes 𝒻ℴ𝓍 are seen at night.[^1]

The lighthouse of Ulmar 😀 is 88 meters tall.[^2] It was built in 1901 👩‍👩‍👧 by hand.

[^1]: Fox census 🦊, 1999.
[^2]: Ibid.
"""
"""Its characters beyond the basic plane are one each for the service, and two each for JavaScript."""
