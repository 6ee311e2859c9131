"""The cohort of a FHIR archive that is larger than a machine: `cohort extract` in every partition of whole patients.

spark-submit docker/spark/extract_cohort.py EXPORT OUT --partitions 200 -- --pseudonym-key-file KEY [--scores] [--outcomes ...]

EXPORT is NDJSON of FHIR resources (a folder or a pattern that Spark reads), OUT a folder: OUT/rows, which must not be
there yet, holds the table as NDJSON, OUT/report how it was made. What stands behind `--` goes to `cohort extract`; files that
it names must be there on every worker, and so must TACE_CDS, the command (default: `npx tace-cds`).
A partition that fails ends the job, and so does a patient who came into two of them: then there are no rows.
"""

import argparse
import itertools
import json
import os
import shlex
import subprocess
import sys
import tempfile

from pyspark import StorageLevel
from pyspark.sql import SparkSession

TACE_CDS = os.environ.get("TACE_CDS", "npx tace-cds")
ANYBODY, TYPES = "*", "!"  # the keys of `cohort key` that are no patient's


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("out")
    parser.add_argument("--partitions", type=int, default=200)
    own, _, extract = " ".join(map(shlex.quote, sys.argv[1:])).partition(" -- ")
    return parser.parse_args(shlex.split(own)), shlex.split(extract)


def command(name, *options):
    return shlex.join([*shlex.split(TACE_CDS), "cohort", name, *options])


def main():
    given, options = arguments()
    spark = SparkSession.builder.appName("cohort extract").getOrCreate()

    # The lines that can matter, each with its patient in front: by the code that reads the records.
    lines = spark.read.option("lineSep", "\n").text(given.export).rdd.map(lambda row: row.value)
    keyed = lines.pipe(command("key", *options), checkCode=True)
    keyed = keyed.map(lambda line: tuple(line.split("\t", 1))).persist(StorageLevel.DISK_ONLY)
    anybody = keyed.filter(lambda pair: pair[0] == ANYBODY).values().collect()
    types = keyed.filter(lambda pair: pair[0] == TYPES).values().flatMap(lambda named: named.split(",")).distinct().collect()

    # Whole patients, and with each part of them what may be of anybody.
    patients = keyed.filter(lambda pair: pair[0] not in (ANYBODY, TYPES)).partitionBy(given.partitions)
    parts = patients.mapPartitions(lambda pairs: itertools.chain(anybody, (line for _, line in pairs)))
    extract = command("extract", "-", "--bulk", "-", "--types", ",".join(types), *options)
    written = parts.pipe(extract, checkCode=True).persist(StorageLevel.DISK_ONLY)

    # The reports first: without a good one there are no rows.
    reports = written.filter(lambda line: line.startswith('{"report":')).collect()
    if len(reports) != given.partitions:
        raise SystemExit(f"{given.partitions - len(reports)} partitions made no report")
    with tempfile.TemporaryDirectory() as folder:
        part, whole = os.path.join(folder, "parts.ndjson"), os.path.join(folder, "report.json")
        with open(part, "w", encoding="utf-8") as file:
            file.writelines(f"{report}\n" for report in reports)
        subprocess.run(shlex.split(command("join", part, "--json", whole)), check=True)
        with open(whole, encoding="utf-8") as file:
            report = json.dumps(json.load(file))
    written.filter(lambda line: not line.startswith('{"report":')).saveAsTextFile(f"{given.out}/rows")
    spark.sparkContext.parallelize([report], 1).saveAsTextFile(f"{given.out}/report")


if __name__ == "__main__":
    main()
