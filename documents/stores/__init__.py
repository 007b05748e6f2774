"""Where the files of the vault can lie: a folder of this machine, or a bucket that speaks S3."""
