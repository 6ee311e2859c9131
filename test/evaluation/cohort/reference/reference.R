# Reference values for test/cohort, computed once by R.
#   Debian: apt-get install r-base-core r-cran-proc r-cran-mass r-cran-jsonlite r-cran-rms r-cran-brglm2
#   From the root of the repository: Rscript test/evaluation/cohort/reference/reference.R
suppressMessages({library(pROC); library(MASS); library(jsonlite); library(rms); library(brglm2)})
a <- read.csv("fixtures/cohorts/synthetic-a.csv")
separated <- read.csv("fixtures/cohorts/synthetic-separated.csv")
candidates <- setdiff(names(a), c("patient", "scanner", "outcome"))
model <- fromJSON("cds-services/models/tace-resistance/risk-model.json")
glm0 <- function(f, data, ...) glm(f, binomial, data, control = glm.control(epsilon = 1e-14, maxit = 100), ...)
summarise <- function(fit) list(
  names = I(names(coef(fit))), coefficients = I(unname(coef(fit))),
  standardErrors = I(unname(sqrt(diag(vcov(fit))))),
  logLikelihood = as.numeric(logLik(fit)), aic = AIC(fit))

fine <- glm.control(epsilon = 1e-14, maxit = 100)
full <- glm(reformulate(candidates, "outcome"), binomial, a, control = fine)
null <- glm(outcome ~ 1, binomial, a, control = fine)
fromFull <- step(full, direction = "both", trace = 0)
fromNull <- step(null, scope = reformulate(candidates, "outcome"), direction = "both", trace = 0)
path <- function(fit) list(terms = attr(terms(fit), "term.labels"),
  steps = as.character(fit$anova$Step), aic = fit$anova$AIC)

risk <- unname(fitted(fromFull))
lp <- unname(predict(fromFull))
roc1 <- roc(a$outcome, risk, quiet = TRUE, direction = "<")
auc <- function(predictor, outcome = a$outcome) {
  r <- roc(outcome, predictor, quiet = TRUE, direction = "<")
  list(auc = as.numeric(r$auc), variance = var(r), ci95 = as.numeric(ci(r, method = "delong"))[c(1, 3)])
}
best <- coords(roc1, "best", best.method = "youden", ret = c("sensitivity", "specificity"))

hoslem <- function(y, p, g = 10) { # ResourceSelection::hoslem.test
  q <- unique(quantile(p, probs = seq(0, 1, 1 / g)))
  cut <- cut(p, breaks = q, include.lowest = TRUE)
  observed <- xtabs(cbind(1 - y, y) ~ cut); expected <- xtabs(cbind(1 - p, p) ~ cut)
  x <- sum((observed - expected)^2 / expected)
  list(statistic = x, p = 1 - pchisq(x, g - 2), observed = unname(observed[, 2]), expected = unname(expected[, 2]))
}

installed <- model$intercept$value + as.matrix(a[, model$terms$predictor]) %*% model$terms$coefficient
a$installed <- as.vector(installed)
inLarge <- glm0(outcome ~ offset(installed), a)
slope <- glm0(outcome ~ installed, a)
refit <- glm0(reformulate(model$terms$predictor, "outcome"), a)
ll0 <- sum(dbinom(a$outcome, 1, plogis(a$installed), log = TRUE))
deviances <- 2 * (as.numeric(logLik(refit)) - c(ll0, as.numeric(logLik(inLarge)), as.numeric(logLik(slope))))
df <- length(model$terms$predictor) + c(1, 0, -1)

knots <- quantile(a$installed, c(.05, .35, .65, .95))
spline <- glm0(outcome ~ rcs(installed, knots), a)
grid <- seq(quantile(a$installed, .01), quantile(a$installed, .99), length.out = 60)
curve <- predict(spline, data.frame(installed = grid), se.fit = TRUE)
distance <- abs(fitted(spline) - plogis(a$installed))

groups <- function(v) list(variable = v,
  welch = t.test(a[a$outcome == 1, v], a[a$outcome == 0, v])$p.value,
  mannWhitney = wilcox.test(a[a$outcome == 1, v], a[a$outcome == 0, v], exact = FALSE, correct = TRUE)$p.value)
tables <- list(c(3, 1, 1, 3), c(0, 5, 7, 2), c(12, 30, 25, 14), c(1, 9, 11, 3), c(8, 2, 1, 5), c(120, 80, 60, 140))
fourfold <- lapply(tables, function(t) { m <- matrix(t, 2, byrow = TRUE)
  list(table = t, chiSquared = suppressWarnings(chisq.test(m, correct = FALSE)$p.value), fisher = fisher.test(m)$p.value) })
wilson <- lapply(list(c(81, 263), c(0, 10), c(15, 148), c(1, 29), c(29, 29)), function(x)
  list(count = x[1], of = x[2], ci95 = as.numeric(suppressWarnings(prop.test(x[1], x[2], correct = FALSE))$conf.int)))

data("endometrial", package = "brglm2")
firth <- function(f, d) summarise(glm(f, binomial, d, method = "brglmFit", type = "AS_mean",
  control = list(epsilon = 1e-12, maxit = 1000)))
bw <- transform(birthwt, black = as.integer(race == 2), other = as.integer(race == 3))
birth <- glm0(low ~ age + lwt + black + other + ftv, bw)

write_json(list(
  source = paste(R.version.string, "pROC", packageVersion("pROC"), "rms", packageVersion("rms"), "brglm2", packageVersion("brglm2")),
  full = summarise(full), stepFromFull = path(fromFull), stepFromNull = path(fromNull), selected = summarise(fromFull),
  auc = auc(risk), aucOfNlr = auc(a$nlr), aucOfStage = auc(a$cnlcStageIIIa), youden = best[1, ],
  hosmerLemeshow = hoslem(a$outcome, risk), brier = mean((a$outcome - risk)^2),
  calibration = list(intercept = summarise(inLarge), slope = summarise(slope), brier = mean((a$outcome - plogis(a$installed))^2)),
  closedTest = list(deviances = deviances, df = df, p = pchisq(deviances, df, lower.tail = FALSE), refit = summarise(refit)),
  spline = list(knots = unname(knots), coefficients = unname(coef(spline)), lp = unname(grid), fit = unname(curve$fit), se = unname(curve$se.fit),
    ici = mean(distance), e50 = median(distance), e90 = unname(quantile(distance, .9))),
  groups = lapply(c("nlr", "dStar", "ageYears", "platelets"), groups), fourfold = fourfold, wilson = wilson,
  firth = list(separated = firth(outcome ~ nlr + capsuleIncomplete + dStar, separated),
    full = firth(reformulate(candidates, "outcome"), a),
    endometrial = c(firth(HG ~ NV + PI + EH, endometrial), list(data = as.list(endometrial)))),
  birthWeight = c(summarise(birth), list(data = as.list(bw[, c("low", "age", "lwt", "black", "other", "ftv")])))
), "test/evaluation/cohort/reference/r.json", digits = 16, auto_unbox = TRUE)
