"""The newsletter: the edition of a day, who asked for it, and how it goes out.

`links` seals what stands in letters, `limits` bounds who asks, `signing_up` takes people in and lets them
go, `edition` chooses, `letters` writes, `sending` sends.

Import rule: nothing here imports views or the admin.
"""
