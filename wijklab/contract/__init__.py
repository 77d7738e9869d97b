"""What may be asked and what may be delivered: vocabulary, study, tables, and the shapes of answers and stories."""
