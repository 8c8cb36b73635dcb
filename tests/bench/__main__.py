"""Every benchmark, one after the other: `make bench`."""

from tests.bench import (
    bench_card,
    bench_check,
    bench_faq,
    bench_index,
    bench_large,
    bench_load,
    bench_machine,
    bench_postgres,
    bench_start,
    bench_store,
    bench_words,
)


def main() -> None:
    """Each prints its own lines."""
    for bench in (
        bench_start,
        bench_words,
        bench_faq,
        bench_index,
        bench_large,
        bench_machine,
        bench_load,
        bench_check,
        bench_store,
        bench_postgres,
        bench_card,
    ):
        bench.main()


if __name__ == "__main__":
    main()
