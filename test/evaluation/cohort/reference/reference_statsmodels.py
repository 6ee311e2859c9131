"""Reference values for fits at many shares of the outcome, computed once by statsmodels.
In an environment of its own: pip install statsmodels; from the root: python3 test/evaluation/cohort/reference/reference_statsmodels.py
A thinned cohort keeps synthetic-a.csv in its order, and of one outcome group only the first rows.
"""
import csv, json
import numpy as np, statsmodels
from statsmodels.api import GLM, add_constant
from statsmodels.genmod.families import Binomial

model = json.load(open("cds-services/models/tace-resistance/risk-model.json"))
NAMES = [term["predictor"] for term in model["terms"]]
BETA = np.array([term["coefficient"] for term in model["terms"]])

def read(name):
    rows = list(csv.DictReader(open(f"fixtures/cohorts/{name}.csv")))
    return np.array([[float(r[n]) for n in NAMES] for r in rows]), np.array([float(r["outcome"]) for r in rows])

def thinned(share):
    x, y = read("synthetic-a")
    events, others = int(y.sum()), int((1 - y).sum())
    most_events, most_others = min(events, int(others * share / (1 - share))), min(others, int(events * (1 - share) / share))
    keep = np.where(y == 1, np.cumsum(y) <= most_events, np.cumsum(1 - y) <= most_others)
    return x[keep], y[keep]

def fit(x, y, offset=None):
    result = GLM(y, x, family=Binomial(), offset=offset).fit(tol=1e-13, maxiter=200)
    return {"coefficients": list(map(float, result.params)), "standardErrors": list(map(float, result.bse)), "logLikelihood": float(result.llf)}

def figures(x, y):
    lp = model["intercept"]["value"] + x @ BETA
    one = np.ones((len(y), 1))
    return {"patients": len(y), "events": int(y.sum()), "refit": fit(add_constant(x), y),
            "intercept": fit(one, y, lp), "slope": fit(add_constant(lp), y)}

cases = {name: figures(*read(name)) for name in ["case-blocker-25", "case-blocker-30", "case-prev15", "case-prev18", "case-dstar180"]}
shares = {str(percent): figures(*thinned(percent / 100)) for percent in [5, 10, 15, 25, 40, 60]}
json.dump({"source": "statsmodels " + statsmodels.__version__, "cases": cases, "shares": shares},
          open("test/evaluation/cohort/reference/statsmodels.json", "w"), indent=2)
