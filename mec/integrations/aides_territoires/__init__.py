"""The catalogue of Aides-territoires, read whole each night."""
