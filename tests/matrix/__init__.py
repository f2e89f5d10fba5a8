"""The route register and the matrix of rights: every URL × persona × object, by direct address.

`tests/matrix.toml` is the data. One table per route:

    ["projects:detail"]
    path = "/projets/<str:reference>/"      as the resolver writes it
    audience = "signed_in"                  as the view's @page mark says it
    methods = ["GET", "POST"]
    object = "project"                      a kind of tests/matrix/objects.py, which gives its variants
    kwargs = { format = "csv" }             what the address needs besides the object
    data = { message = "Bonjour" }          what a write posts
    bearer = true                           opens for whoever holds the link: the canaries leave it alone
    search = "q"                            the parameter by which the page searches texts
    data = { uploads = "@devis.pdf" }       "@": a file of that name
    one_click = true                        a POST that a mailbox sends by itself, whose signed address is the proof
    html = false                            the browser sweeps leave it alone
    visit = [{ as = "maire@privas.demo", path = "/projets/P-1/" }]   what the sweeps open, in the demonstration
    GET.own = { 200 = ["owner", "ddt"], 302 = ["anonymous"], else = 404 }
    GET.other = { 302 = ["anonymous"], else = 404 }
    GET.absent = { 302 = ["anonymous"], else = 404 }
    POST.own = …

A route without object writes its expectation directly: `GET = 200`, or `GET = { 302 = ["anonymous"], else = 200 }`.
An address of a project ("<str:reference>") is also asked with an archived and a deleted one: unless it says otherwise
(`POST.archived = …`), what is archived is read as before and written by nobody, and what is deleted looks absent.
A status lists personas; `else` is the status of the ones not listed; a number alone is everyone's.
"""
