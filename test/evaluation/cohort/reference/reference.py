"""Reference values for the test of normality, computed once by SciPy.
Debian: apt-get install python3-scipy; from the root: python3 test/evaluation/cohort/reference/reference.py
"""
import csv, json, scipy
from scipy.stats import normaltest
rows = list(csv.DictReader(open("fixtures/cohorts/synthetic-a.csv")))
columns = ["nlr", "dStar", "ageYears", "adc", "bilirubin"]
values = {name: [float(row[name]) for row in rows] for name in columns}
# SciPy takes the population kurtosis, as the cited paper does.
result = {"source": "SciPy " + scipy.__version__, "p": {name: float(normaltest(values[name]).pvalue) for name in columns},
          "first25": {name: float(normaltest(values[name][:25]).pvalue) for name in columns}}
json.dump(result, open("test/evaluation/cohort/reference/scipy.json", "w"), indent=2)
