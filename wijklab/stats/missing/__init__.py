"""Who was not measured again: imputation and its pooling, weights, and how far the missing would have to differ."""
