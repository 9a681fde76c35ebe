"""The partners' side, played by one program.

Providers, marketplaces, the programme office's dashboard, banks and wallets, and the people.

It shares no code with the rest of the project and reads the partners' contracts on its own, keeps
its own hash-chained ledger in its own file, and is as unhelpful as the worst partner: it pays as
often as it is asked under different references. Run it with `python -m sandbox`.
"""
