"""Programmes: policy documents as declared rows, evaluated on a workspace's data."""
